import { expect, test } from 'vitest'
import { computing, detecting } from '../support/faults/adapter'
import { tryPoints } from '../support/faults/faults'

/** Points tried of each; `npm run faults` tries all, those of a training besides. */
const MOST = { computing: 6, searching: 2 }

test.each([
  [computing('is lost'), MOST.computing],
  [computing('refuses'), MOST.computing],
  [detecting('search', 'is lost'), MOST.searching],
  [detecting('search', 'refuses'), MOST.searching],
] as const)('$name', { timeout: 180_000 }, async (scenario, most) => {
  const { points, trials } = await tryPoints(scenario, most)
  expect(points).toBeGreaterThan(15)
  expect(trials.filter(({ harm }) => harm.length > 0)).toEqual([])
})
