import { sum } from 'd3-array'
import { describe, expect, it } from 'vitest'
import { END, histogram, surprise } from '../../../../src/session/picture/p-bins'

describe('the histogram', () => {
  it('has equally wide bins from 0 to its end', () => {
    const bins = histogram(new Float64Array())
    expect(bins).toHaveLength(48)
    bins.forEach(({ from, to }, n) => expect([from, to]).toEqual([n / 4, (n + 1) / 4]))
    expect(END).toBe(12)
  })

  it('counts every column that was judged once, and what lies beyond the axis in its last bin', () => {
    const bins = histogram(Float64Array.of(1, 0.9, 0.5, 2e-3, 1e-12, 1e-30, 0, NaN))
    const filled = bins.filter(({ columns }) => columns > 0).map(({ from, columns }) => [from, columns])
    expect(filled).toEqual([
      [0, 2],
      [0.25, 1],
      [2.5, 1],
      [11.75, 3],
    ])
  })

  it('of evenly spread p-values is what is drawn as expected', () => {
    const bins = histogram(Float64Array.from({ length: 10_000 }, (_, n) => (n + 0.5) / 10_000))
    expect(sum(bins, ({ expected }) => expected)).toBeCloseTo(10_000, 6)
    for (const { columns, expected } of bins) expect(Math.abs(columns - expected)).toBeLessThan(1.5)
  })

  it('has a place for a p-value of nothing', () => {
    expect(surprise(0)).toBeGreaterThan(END)
    expect(surprise(0.01)).toBeCloseTo(2, 12)
  })
})
