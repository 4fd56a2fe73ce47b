import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fileTuningStore } from '../../../src/kernels/node-tuning'
import { scratchFolder } from '../../support/cli'

let folder: string

beforeEach(() => {
  const cache = scratchFolder()
  folder = join(cache, 'lacuna')
  vi.stubEnv('XDG_CACHE_HOME', cache)
})

afterEach(() => vi.unstubAllEnvs())

test('those who save at a time leave one whole file, and nothing else', async () => {
  await Promise.all(
    Array.from({ length: 20 }, (_, n) => fileTuningStore().save({ [`call ${n}`]: 'w'.repeat(1000 * n) })),
  )
  expect(readdirSync(folder)).toEqual(['tuning.json'])
  const kept = JSON.parse(readFileSync(join(folder, 'tuning.json'), 'utf8')) as Record<string, string>
  expect(Object.keys(kept).length).toBeGreaterThan(0)
})

test('what another has found since it was loaded stays', async () => {
  const [one, two] = [fileTuningStore(), fileTuningStore()]
  await one.save({ a: 'tiled' })
  await two.save({ b: 'plain' })
  await one.save({ a: 'plain', c: 'tiled' })
  expect(await two.load()).toEqual({ a: 'plain', b: 'plain', c: 'tiled' })
})

test('a pipe of its name is nothing to wait for', async () => {
  mkdirSync(folder)
  execFileSync('mkfifo', [join(folder, 'tuning.json')])
  await expect(fileTuningStore().load()).rejects.toThrow('holds no winners')
})

test('a file that is none is replaced', async () => {
  mkdirSync(folder)
  writeFileSync(join(folder, 'tuning.json'), '{"a": "til')
  await fileTuningStore().save({ b: 'plain' })
  expect(await fileTuningStore().load()).toEqual({ b: 'plain' })
})
