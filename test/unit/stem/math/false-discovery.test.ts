import { expect, test } from 'vitest'
import { adjusted, discoveries } from '../../../../src/stem/math/false-discovery'

test('adjusted p-values are those of a small table, and tell what is discovered at every rate', () => {
  const pValues = [0.001, 0.04, 0.02, 0.5, 0.02, 1]
  // p · 6 / rank, and no more than those of greater p-values have.
  const expected = [0.006, 0.06, 0.04, 0.6, 0.04, 1]
  adjusted(pValues).forEach((q, n) => expect(q).toBeCloseTo(expected[n], 12))
  for (const rate of [0.005, 0.05, 0.07, 0.7]) {
    expect(Array.from(adjusted(pValues), (q) => q <= rate)).toEqual(discoveries(pValues, rate))
  }
})
