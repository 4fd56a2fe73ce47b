import { median, spreadAbout } from './robust'
import { factor, solveFactored } from './solve'
import type { Vector } from './vector'

/** Fewer values tell no slope. */
const FEWEST = 5
const ROUNDS = 8
/** Values that are further off the plane than this, in robust standard deviations, count the less the further they are off. */
const CLOSE = 1.345

/**
 * What a plane through the values has at the origin, by Huber's M-estimate: outliers hardly move it. The median where the values
 * are too few or on one line; NaN of none.
 */
export function planeThrough(values: readonly (Vector & { value: number })[]): number {
  const centre = median(values.map(({ value }) => value))
  if (values.length < FEWEST) return centre
  let weights = values.map(() => 1)
  let height = centre
  for (let round = 0; round < ROUNDS; round++) {
    const normal = new Float64Array(9)
    const side = new Float64Array(3)
    values.forEach(({ x, y, value }, n) => {
      const slopes = [1, x, y]
      for (let p = 0; p < 3; p++) {
        side[p] += weights[n] * slopes[p] * (value - centre)
        for (let q = 0; q <= p; q++) normal[3 * p + q] += weights[n] * slopes[p] * slopes[q]
      }
    })
    if (!factor(normal, 3)) return centre
    solveFactored(normal, side)
    const [constant, alongX, alongY] = side
    height = centre + constant
    const off = values.map(({ x, y, value }) => Math.abs(value - height - alongX * x - alongY * y))
    const close = CLOSE * spreadAbout(off, 0) + 1e-12
    weights = off.map((distance) => close / Math.max(distance, close))
  }
  return height
}
