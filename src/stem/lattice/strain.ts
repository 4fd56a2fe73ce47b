import { connected } from '../math/connected'
import { neighbours } from './grid'
import type { DisplacementField } from './displacement-field'
import type { Basis } from '../math/vector'
import { remainder } from '../math/vector'
import type { Grid } from './grid'

/** What tracking found to be this crystal, and what belongs to another or to none. */
export const CRYSTAL = 0
export const ELSEWHERE = 255
/** Where the picture is masked. */
export const MASKED = 254

/** Points on either side over which slopes are averaged, and the most strain or rotation (rad) within one crystal. */
const REACH = 2
const MOST_STRAIN = 0.1
/** Fewer points side by side are no crystal. */
const LEAST_POINTS = 12

/**
 * Displacements that change faster than a crystal bends follow another lattice, that of another grain, or nothing at all:
 * such points, and islands among them, show nothing of this lattice, however well the motif fits there.
 */
export function withoutOtherGrains(displacement: DisplacementField, basis: Basis): DisplacementField {
  const { grid, quality } = displacement
  const slopes = [1, grid.columns].flatMap((stride) =>
    stepsAlong(displacement, basis, stride).map((steps) => slope(steps, grid, stride)),
  )
  const domain = displacement.domain.map((own, at) => {
    let squares = 0
    for (const values of slopes) squares += values[at] * values[at]
    return Math.sqrt(squares / 2) > MOST_STRAIN ? ELSEWHERE : own
  })
  const crystals = connected(
    domain.length,
    (at) => domain[at] !== ELSEWHERE,
    (at) => neighbours(at, grid),
  )
  for (const island of crystals.filter(({ length }) => length < LEAST_POINTS)) {
    for (const at of island) domain[at] = ELSEWHERE
  }
  return {
    ...displacement,
    domain,
    quality: quality.map((value, at) => (domain[at] === ELSEWHERE ? Math.min(value, 0) : value)),
  }
}

/**
 * By how much both components change from each point to the next along an axis, whose points are `stride` apart, less whole
 * cells: behind a dislocation the same lattice has been followed round both sides of its core, and meets itself a cell off.
 */
function stepsAlong({ grid, x, y }: DisplacementField, basis: Basis, stride: number): [Float32Array, Float32Array] {
  const [alongX, alongY] = [new Float32Array(x.length), new Float32Array(x.length)]
  for (let at = 0; at + stride < x.length; at++) {
    if (stride === 1 && (at + 1) % grid.columns === 0) continue
    const step = remainder({ x: x[at + stride] - x[at], y: y[at + stride] - y[at] }, basis)
    alongX[at] = step.x
    alongY[at] = step.y
  }
  return [alongX, alongY]
}

/** Mean slope around each point, along one axis of the grid, from the steps between its points, which are `stride` apart. */
function slope(steps: Float32Array, { columns, rows, step }: Grid, stride: number): Float32Array {
  const [length, size] = stride === 1 ? [columns, step.x] : [rows, step.y]
  const place = (at: number) => (stride === 1 ? at % columns : Math.floor(at / columns))
  const along = steps.map((_, at) => {
    const before = Math.min(REACH, place(at))
    const after = Math.min(REACH, length - 1 - place(at))
    let sum = 0
    for (let k = -before; k < after; k++) sum += steps[at + k * stride]
    return sum / ((before + after) * size)
  })
  const [others, across] = stride === 1 ? [rows, columns] : [columns, 1]
  const line = (at: number) => (stride === 1 ? Math.floor(at / columns) : at % columns)
  return along.map((_, at) => {
    const before = Math.min(REACH, line(at))
    const after = Math.min(REACH, others - 1 - line(at))
    let sum = 0
    for (let k = -before; k <= after; k++) sum += along[at + k * across]
    return sum / (before + after + 1)
  })
}
