import fc from 'fast-check'
import { expect, it } from 'vitest'
import { logTicks, ticks } from '../../../../src/session/picture/ticks'

it.each([
  [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [-0.43, 0.36, 4, [-0.4, -0.2, 0, 0.2]],
  [3, 3, 4, []],
])('ticks from %d to %d', (low, high, wanted, expected) => {
  expect(ticks(low, high, wanted)).toEqual(expected)
})

it('ticks stay inside and are about as many as asked for', () => {
  const ranges = fc.tuple(
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
  )
  fc.assert(
    fc.property(ranges, ([low, width]) => {
      const values = ticks(low, low + width, 5)
      expect(values.length).toBeGreaterThanOrEqual(2)
      expect(values.length).toBeLessThanOrEqual(6)
      const slack = 1e-6 * width
      for (const value of values) {
        expect(value).toBeGreaterThanOrEqual(low - slack)
        expect(value).toBeLessThanOrEqual(low + width + slack)
      }
    }),
  )
})

it.each([
  [0.5, 2000, [1, 10, 100, 1000]],
  [8, 130, [10, 30, 100]],
  [150, 1900, [200, 500, 1000]],
  [27_000, 82_000, [40_000, 60_000, 80_000]],
  [0.2, 60, [0.3, 1, 3, 10, 30]],
  [0.9, 1.1, [0.9, 0.95, 1, 1.05, 1.1]],
  [-1, 10, []],
])('logarithmic ticks from %d to %d', (low, high, expected) => {
  expect(logTicks(low, high)).toEqual(expected)
})
