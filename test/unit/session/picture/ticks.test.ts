import { scaleLinear, scaleLog } from 'd3-scale'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Scale, ticks } from '../../../../src/session/picture/ticks'

const labels = (scale: Scale, count: number) => ticks(scale, count).map(({ label }) => label)

it.each([
  [0, 1, 5, ['0', '0.2', '0.4', '0.6', '0.8', '1']],
  [-0.43, 0.36, 4, ['−0.4', '−0.2', '0', '0.2']],
  [0, 2900, 6, ['0', '500', '1,000', '1,500', '2,000', '2,500']],
  [3, 3, 4, ['3']],
])('ticks from %d to %d', (low, high, count, expected) => {
  expect(labels(scaleLinear([low, high], [0, 100]), count)).toEqual(expected)
})

it.each([
  [0.5, 2000, ['1', '10', '100', '1,000']],
  [8, 130, ['10', '20', '30', '100']],
  [12, 990, ['20', '100', '200']],
])('logarithmic ticks from %d to %d are the lowest multiples of powers of ten', (low, high, expected) => {
  expect(labels(scaleLog([low, high], [0, 100]), 4)).toEqual(expected)
})

it.each([
  [25_000, 91_000, ['40,000', '60,000', '80,000']],
  [0.9, 1.1, ['0.9', '0.95', '1', '1.05', '1.1']],
])('logarithmic ticks from %d to %d, less than a decade, are evenly spaced values', (low, high, expected) => {
  expect(labels(scaleLog([low, high], [0, 100]), 4)).toEqual(expected)
})

it('a tick is where the axis has its value', () => {
  const decades = ticks(scaleLog([10, 1000], [0, 200]), 3)
  expect(decades.map(({ label }) => label)).toEqual(['10', '100', '1,000'])
  decades.forEach(({ at }, n) => expect(at).toBeCloseTo(100 * n, 9))
  // Evenly spaced values are not evenly spaced on a logarithmic axis.
  const [first, second, third] = ticks(scaleLog([30, 90], [0, 100]), 3).map(({ at }) => at)
  expect(first).toBeCloseTo((100 * Math.log(40 / 30)) / Math.log(3), 9)
  expect(third - second).toBeLessThan(second - first)
})

it('an axis has two labels or more, none twice, all on it', () => {
  const scales = fc
    .tuple(fc.double({ min: 1e-4, max: 1e6, noNaN: true }), fc.double({ min: 1.05, max: 1e5, noNaN: true }))
    .map(([low, factor]): [number, number] => [low, low * factor])
  fc.assert(
    fc.property(scales, fc.boolean(), (domain, logarithmic) => {
      const scale = logarithmic ? scaleLog(domain, [0, 100]) : scaleLinear(domain, [0, 100])
      const found = ticks(scale, 4)
      expect(found.length).toBeGreaterThanOrEqual(2)
      expect(found.length).toBeLessThanOrEqual(8)
      expect(new Set(found.map(({ label }) => label)).size).toBe(found.length)
      for (const { at } of found) {
        expect(at).toBeGreaterThanOrEqual(-1e-6)
        expect(at).toBeLessThanOrEqual(100 + 1e-6)
      }
    }),
  )
})
