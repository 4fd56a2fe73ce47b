import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dressSite } from '../../scripts/lib/docs-site.mjs'
import { serve, type Site, Visitor } from '../browser/harness'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'lacuna-docs-'))
let site: Site

// The site with one guide and one module, since the whole API takes half a minute to document.
beforeAll(async () => {
  const tsconfig = join(folder, 'tsconfig.json')
  const files = [join(root, 'src/progress.ts')]
  writeFileSync(tsconfig, JSON.stringify({ extends: join(root, 'tsconfig.json'), files, include: [] }))
  const options = ['--options', 'config/typedoc.json', '--tsconfig', tsconfig, '--out', join(folder, 'site')]
  const content = [
    '--entryPoints',
    'src/progress.ts',
    '--projectDocuments',
    'docs/embedding.md',
    '--skipErrorChecking',
    '--navigationLeaves',
    'progress',
  ]
  const typedoc = ['node_modules/typedoc/bin/typedoc', ...options, ...content, '--logLevel', 'Error']
  execFileSync(process.execPath, typedoc, { cwd: root, env: { ...process.env, NODE_ENV: 'production' } })
  expect(dressSite(join(folder, 'site'))).toBe(true)
  site = await serve(join(folder, 'site'))
})

afterAll(async () => {
  await site?.close()
  rmSync(folder, { recursive: true, force: true })
})

test('the front page has the live element with its sample searched, from a sub-path, asking no other origin', async () => {
  const visitor = await Visitor.open(await site.launch(), site.url)
  await visitor.see('#facts', /^Simulated/)
  expect(Number.parseInt(await visitor.see('#found', /^\d+ detections?$/, 120_000))).toBeGreaterThan(3)
  expect(await visitor.axe()).toEqual([])
  expect(visitor.complaints).toEqual([])
  await visitor.close()
})

test.each([
  ['the front page', '', 'light'],
  ['a guide', 'documents/Embedding.html', 'dark'],
] as const)('%s fits a phone, without WebGPU, and axe finds nothing', async (_, page, scheme) => {
  const visitor = await Visitor.open(await site.launch({ webgpu: false }), site.url, {
    size: { width: 390, height: 800 },
  })
  await visitor.prefer(scheme)
  await visitor.page.goto(site.url + page)
  if (page === '') {
    await visitor.page.$eval('lacuna-detector', (element) => element.scrollIntoView())
    await visitor.see('#facts', /^Simulated/)
  }
  expect(await visitor.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  expect(await visitor.axe()).toEqual([])
  expect(visitor.complaints).toEqual([])
  await visitor.close()
})
