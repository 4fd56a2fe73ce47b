import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rateAt, stepped } from '../../../../src/app/histogram/threshold'
import { discoveries } from '../../../../src/stem/math/false-discovery'

describe('a threshold', () => {
  it('stands for the rate at which what lies below it is found', () => {
    const samples = fc.array(fc.double({ min: 1e-9, max: 1, noNaN: true }), { minLength: 5, maxLength: 60 })
    fc.assert(
      fc.property(samples, fc.double({ min: 1e-6, max: 1e-2, noNaN: true }), (sample, threshold) => {
        // One column at the threshold itself: there is something to find.
        const pValues = Float64Array.of(threshold, ...sample)
        const rate = rateAt(threshold, pValues)
        fc.pre(rate < 0.5)
        // Two digits are kept of the rate.
        const found = discoveries(pValues, rate * 1.06)
        pValues.forEach((p, n) => p <= threshold && expect(found[n], `p = ${p}`).toBeTruthy())
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
