import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** All of the science but the crystals themselves and the paper, which is about SrTiO3. */
const ROOMS = [
  'cif',
  'math',
  'patch',
  'model',
  'patch-detector',
  'lattice',
  'micrograph',
  'simulate',
  'evaluate',
  'model-file',
]

const NAMED = /(?<![a-z])(sr|ti|srtio3)(?![a-z])/i

/** Names and texts of the code that mean Sr or Ti; comments may take SrTiO3 as their example. */
function named(code: string): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const isWord = ts.isIdentifier(node) || ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node)
    if (isWord && NAMED.test(node.text)) found.push(node.text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('a.ts', code, ts.ScriptTarget.Latest))
  return found
}

test('only crystals and the paper know of Sr and Ti', { timeout: 60_000 }, () => {
  const files = ROOMS.flatMap((room) => {
    const folder = posix.join('src/stem', room)
    const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    return names.filter((name) => name.endsWith('.ts')).map((name) => posix.join(folder, name.replaceAll('\\', '/')))
  })
  expect(files.length).toBeGreaterThan(80)
  const knowing = files.filter((file) => named(readFileSync(join(root, file), 'utf8')).length > 0)
  expect(knowing).toEqual([])
})

test.each([
  [`for (const s of ['sr', 'ti'] as const) {}`, ['sr', 'ti']],
  [`type Kind = 'sr-on-ti' | 'deficit'`, ['sr-on-ti']],
  ['const label = `Sr ${size} %`', ['Sr ']],
  ['const column = { Ti: 1, O: 1 }', ['Ti']],
  [`GALLERY['srtio3-001']`, ['srtio3-001']],
  ['/** Sr and Ti of SrTiO3. */ const tiles = title.strength', []],
])('%s', (code, words) => {
  expect(named(code)).toEqual(words)
})
