import fc from 'fast-check'
import { expect, it } from 'vitest'
import { extent, histogram, shareInside } from '../../../src/app/histogram/bins'

const samples = fc
  .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 200 })
  .map((values) => Float32Array.from(values))

it('the extent holds every value, and the shares of a histogram over it sum to one', () => {
  fc.assert(
    fc.property(samples, (sample) => {
      const { low, high } = extent([sample], [0])
      const { shares } = histogram(sample, low, high, 24)
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
    }),
  )
})

it('a constant or an empty sample has an extent of some width', () => {
  const constant = extent([Float32Array.of(0.3, 0.3)], [])
  expect(constant.high).toBeGreaterThan(constant.low)
  expect(extent([], [])).toEqual({ low: -1, high: 1 })
})

it('puts a value on an inner edge into the upper bin, and the uppermost into the last', () => {
  expect(histogram(Float32Array.of(0, 1, 2), 0, 2, 2).shares).toEqual([1 / 3, 2 / 3])
})

it('counts the ends of the bulk region as inside', () => {
  expect(shareInside(Float32Array.of(-1, 0, 1, 2), -1, 1)).toBe(0.75)
  expect(shareInside(new Float32Array(), -1, 1)).toBe(0)
})
