import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expected, histogram, surprise } from '../../../src/app/histogram/bins'
import { rateAt, stepped } from '../../../src/app/histogram/threshold'
import { discoveries } from '../../../src/stem/math/false-discovery'

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

describe('a threshold', () => {
  it('stands for the rate at which what lies below it is found', () => {
    const samples = fc.array(fc.double({ min: 1e-9, max: 1, noNaN: true }), { minLength: 5, maxLength: 60 })
    fc.assert(
      fc.property(samples, fc.double({ min: 1e-6, max: 1e-2, noNaN: true }), (sample, threshold) => {
        const pValues = Float64Array.from(sample)
        const rate = rateAt(threshold, pValues)
        const below = sample.filter((p) => p <= threshold).length
        // Two digits are kept of the rate.
        const found = discoveries(pValues, rate * 1.06).filter(Boolean).length
        if (rate < 0.5) expect(found).toBeGreaterThanOrEqual(below)
      }),
    )
  })

  it('is within what can be asked for', () => {
    const pValues = Float64Array.of(0.5, 0.6, NaN)
    expect(rateAt(1, pValues)).toBe(0.5)
    expect(rateAt(1e-12, pValues)).toBe(1e-6)
    expect(rateAt(0.0123, pValues)).toBe(0.025)
  })

  it.each([
    [0.01, 1, 0.005],
    [0.01, -1, 0.02],
    [0.02, -1, 0.05],
    [0.03, 1, 0.02],
    [0.03, -1, 0.05],
    [0.01, 3, 0.001],
    [0.01, -3, 0.1],
    [0.5, -1, 0.5],
    [1e-6, 1, 1e-6],
    [0.01, -60, 0.5],
    [0.01, 60, 1e-6],
  ])('from a rate of %d by %d steps leads to %d', (rate, steps, expected) => {
    expect(stepped(rate, steps)).toBe(expected)
  })
})
