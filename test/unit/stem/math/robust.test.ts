import { expect, test } from 'vitest'
import { Random } from '../../../../src/nn'
import { median, medianInPlace, spreadAbout } from '../../../../src/stem/math/robust'

/** By sorting: NaN last. */
function middle(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2
}

test('the median is the middle of the sorted values, of few and of many, equal ones and NaN among them', () => {
  const random = new Random(5)
  for (let count = 0; count < 130; count++) {
    const values = Array.from({ length: count }, () => Math.round(20 * random.normal()) / 4 + 0)
    expect(median(values)).toBe(middle(values))
    const known = [...values, NaN, -3, NaN]
    expect(median(known)).toBe(middle(known))
  }
})

test('of room for more values, only the first ones count', () => {
  for (const count of [0, 1, 2, 7, 60, 61]) {
    const values = Float64Array.from({ length: 100 }, (_, n) => (n < count ? 100 - n : -1e6))
    expect(medianInPlace(values, count)).toBe(middle(Array.from({ length: count }, (_, n) => 100 - n)))
  }
})

test('the spread of normal values is their standard deviation, whatever room it has', () => {
  const random = new Random(6)
  const values = Float64Array.from({ length: 20_000 }, () => 3 + 2 * random.normal())
  const spread = spreadAbout(values, 3)
  // Standard error of the median distance, of 20,000: 0.8 %.
  expect(Math.abs(spread / 2 - 1)).toBeLessThan(0.03)
  expect(spreadAbout(values, 3, new Float64Array(20_000).fill(NaN))).toBe(spread)
})
