import { describe, expect, it } from 'vitest'
import { expected, histogram, surprise } from '../../../../src/app/histogram/bins'

const total = (counts: readonly number[]) => counts.reduce((sum, value) => sum + value, 0)

describe('the histogram', () => {
  it('counts every column that was judged once, and what lies beyond the axis in its last bin', () => {
    const pValues = Float64Array.of(1, 0.5, 1e-3, 1e-30, 0, NaN)
    const counts = histogram(pValues, 12, 12)
    expect(counts).toEqual([2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2])
    expect(total(counts)).toBe(5)
  })

  it('of evenly spread p-values is what is drawn as expected', () => {
    const pValues = Float64Array.from({ length: 10_000 }, (_, n) => (n + 0.5) / 10_000)
    const [counts, bulk] = [histogram(pValues, 12, 48), expected(10_000, 12, 48)]
    expect(total(bulk)).toBeCloseTo(10_000, 6)
    for (let bin = 0; bin < 12; bin++) expect(Math.abs(counts[bin] - bulk[bin])).toBeLessThan(1.5)
  })

  it('has a place for a p-value of nothing', () => {
    expect(surprise(0)).toBeGreaterThan(100)
    expect(surprise(0.01)).toBeCloseTo(2, 12)
  })
})
