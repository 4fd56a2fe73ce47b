import { medianInPlace, spreadAbout } from './robust'
import { factor, solveFactored } from './solve'
import type { Vector } from './vector'

/** Fewer values tell no slope. */
const FEWEST = 5
const ROUNDS = 20
/** Weights that change by less are found. */
const SETTLED = 0.02
/** Values that are further off the plane than this, in robust standard deviations, count the less the further they are off. */
const CLOSE = 1.345

/** The least squares of a plane, [height at the origin, slopes along x and y]: normal equations, lower triangle of 3 × 3 row by row, and their right side. */
export interface PlaneEquations {
  normal: Float64Array
  side: Float64Array
}

/** Adds a value at a place to the equations. */
export function addToPlane({ normal, side }: PlaneEquations, { x, y }: Vector, weight: number, value: number): void {
  side[0] += weight * value
  side[1] += weight * x * value
  side[2] += weight * y * value
  normal[0] += weight
  normal[3] += weight * x
  normal[4] += weight * x * x
  normal[6] += weight * y
  normal[7] += weight * y * x
  normal[8] += weight * y * y
}

/** Room for what every plane needs anew: of tens of thousands of them, memory of their own would take longer than they do. */
const normal = new Float64Array(9)
const side = new Float64Array(3)
const equations: PlaneEquations = { normal, side }
let room = { weights: new Float64Array(0), off: new Float64Array(0), sorted: new Float64Array(0) }

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
  const count = values.length
  if (room.off.length !== count) {
    room = { weights: new Float64Array(count), off: new Float64Array(count), sorted: new Float64Array(count) }
  }
  const { weights, off, sorted } = room
  for (let n = 0; n < count; n++) sorted[n] = values[n].value
  const centre = medianInPlace(sorted)
  const level = { height: centre, alongX: NaN, alongY: NaN }
  if (count < FEWEST) return level
  weights.fill(1)
  for (let round = 0; round < ROUNDS; round++) {
    normal.fill(0)
    side.fill(0)
    for (let n = 0; n < count; n++) addToPlane(equations, values[n], weights[n], values[n].value - centre)
    if (!factor(normal, 3)) return level
    solveFactored(normal, side)
    for (let n = 0; n < count; n++) {
      const { x, y, value } = values[n]
      off[n] = Math.abs(value - centre - side[0] - side[1] * x - side[2] * y)
    }
    const close = CLOSE * spreadAbout(off, 0, sorted) + 1e-12
    let isSettled = true
    for (let n = 0; n < count; n++) {
      const weight = close / Math.max(off[n], close)
      isSettled &&= Math.abs(weight - weights[n]) < SETTLED
      weights[n] = weight
    }
    if (isSettled) break
  }
  return { height: centre + side[0], alongX: side[1], alongY: side[2] }
}
