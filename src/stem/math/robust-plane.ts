import { median, spreadAbout } from './robust'
import { factor, solveFactored } from './solve'
import type { Vector } from './vector'

/** Fewer values tell no slope. */
const FEWEST = 5
const ROUNDS = 20
/** Weights that change by less are found. */
const SETTLED = 0.02
/** Values that are further off the plane than this, in robust standard deviations, count the less the further they are off. */
const CLOSE = 1.345

/** Height at the origin, and slopes; these are NaN where the values do not tell them. */
export interface Plane {
  height: number
  alongX: number
  alongY: number
}

/**
 * The plane through some values by Huber's M-estimate: outliers hardly move it. Where the values are too few or on one line, their
 * median; NaN of none.
 */
export function planeThrough(values: readonly (Vector & { value: number })[]): Plane {
  const centre = median(values.map(({ value }) => value))
  const level = { height: centre, alongX: NaN, alongY: NaN }
  if (values.length < FEWEST) return level
  let weights = values.map(() => 1)
  let plane = level
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
    if (!factor(normal, 3)) return level
    solveFactored(normal, side)
    const [constant, alongX, alongY] = side
    plane = { height: centre + constant, alongX, alongY }
    const off = values.map(({ x, y, value }) => Math.abs(value - centre - constant - alongX * x - alongY * y))
    const close = CLOSE * spreadAbout(off, 0) + 1e-12
    const before = weights
    weights = off.map((distance) => close / Math.max(distance, close))
    if (weights.every((weight, n) => Math.abs(weight - before[n]) < SETTLED)) break
  }
  return plane
}
