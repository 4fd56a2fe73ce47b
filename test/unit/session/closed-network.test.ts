import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')

/** The files that a page's workers run, by the addresses that start them. The command's thread is Node's. */
function entries(): string[] {
  const sources = ['src', 'bench'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.startsWith('cli'))
      .map((name) => join(root, folder, name)),
  )
  return sources.flatMap((path) => {
    const text = readFileSync(path, 'utf8')
    return Array.from(text.matchAll(/new Worker\(new URL\('([^']+)'/g), ([, address]) => join(dirname(path), address))
  })
}

test('every worker closes its network before it does anything else', () => {
  const found = entries()
  expect(found.length).toBeGreaterThanOrEqual(3)
  for (const path of found) {
    const statements = readFileSync(path, 'utf8')
      .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
      .split('\n')
      .filter((line) => line.trim() && !line.startsWith('import '))
    expect(`${path}: ${statements[0]}`).toBe(`${path}: closeNetwork()`)
  }
})
