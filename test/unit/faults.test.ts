import { join } from 'node:path'
import { beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { buildCommand } from '../support/built-command'
import { tryPoints } from '../support/faults/faults'
import { killing } from '../support/faults/killing'
import { withoutAdapter } from '../support/faults/run'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
beforeAll(buildCommand)

/** Points tried of each; `npm run faults` tries all. */
const MOST = 5
const scenarios = await withoutAdapter()

describe('something fails, once', () => {
  test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', async (_, scenario) => {
    const { points, trials } = await tryPoints(scenario, MOST)
    expect(points).toBeGreaterThan(1)
    expect(trials.filter(({ harm }) => harm.length > 0)).toEqual([])
  })

  test('the command is killed', async () => {
    const { points, trials } = await tryPoints(killing(join(inject('builds'), 'command/lacuna.js')), MOST)
    // One folder made and swept, three files opened, written, synced, closed and renamed, the folder opened, synced and closed.
    expect(points).toBe(20)
    expect(trials.filter(({ harm }) => harm.length > 0)).toEqual([])
  })
})

test('what does harm is found', async () => {
  const harmful = {
    name: 'harmful',
    patience: 1,
    run: async (faults: { meet: (what: string) => boolean }) => ({
      work: (async () => {
        if (faults.meet('a write')) throw new TypeError('injected')
        if (faults.meet('an answer')) await new Promise(() => {})
        if (faults.meet('a last word')) throw new RangeError('injected')
      })(),
      harm: async (error: Error | null): Promise<Record<string, string>> => {
        if (error instanceof RangeError) await new Promise(() => {})
        return error ? { lost: 'half of it' } : {}
      },
    }),
  }
  const { trials } = await tryPoints(harmful)
  expect(trials.map(({ harm }) => harm.map(({ kind }) => kind))).toEqual([
    ['untyped', 'lost'],
    ['hangs'],
    ['untyped', 'hangs'],
  ])
})
