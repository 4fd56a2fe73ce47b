import { expect, test } from 'vitest'
import { gaussianRow } from '../../../../src/stem/math/gaussian-row'

test.each([
  ['around its middle', 3, 21, 11.7],
  ['beyond its right end', 3, 21, 25.2],
  ['before its left end', 3, 21, -2.4],
  ['of one pixel', 5, 5, 5.3],
])('a row %s is what exponentials make of it', (_, first, last, centre) => {
  const sigma = 2.9
  const out = new Float64Array(last - first + 2).fill(7)
  gaussianRow(out, first, last, { centre, sigma })
  for (let n = first; n <= last; n++) {
    const expected = Math.exp(-0.5 * ((n - centre) / sigma) ** 2)
    expect(Math.abs(out[n - first] / expected - 1)).toBeLessThan(1e-13)
  }
  // It writes no further.
  expect(out[last - first + 1]).toBe(7)
})
