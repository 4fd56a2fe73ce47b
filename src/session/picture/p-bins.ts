import { bin, range, sum } from 'd3-array'

/** −log₁₀ p at the end of the axis. */
export const END = 12
const WIDTH = 0.25

export interface Bin {
  /** −log₁₀ p. */
  from: number
  to: number
  columns: number
  /** Columns if all were bulk, whose p-values are evenly spread from 0 to 1. */
  expected: number
}

const bins = bin()
  .domain([0, END])
  .thresholds(range(WIDTH, END, WIDTH))
  .value((p) => Math.min(surprise(p), END))

/** Columns by their −log₁₀ p in equally wide bins; what lies beyond the end is in the last. NaN is not counted. */
export function histogram(pValues: Float64Array): Bin[] {
  const counts = bins(pValues)
  const judged = sum(counts, ({ length }) => length)
  return counts.map(({ x0 = 0, x1 = END, length }) => {
    const beyond = x1 < END ? 10 ** -x1 : 0
    return { from: x0, to: x1, columns: length, expected: judged * (10 ** -x0 - beyond) }
  })
}

/** −log₁₀ p: infinite for p = 0. */
export function surprise(p: number): number {
  return -Math.log10(p)
}
