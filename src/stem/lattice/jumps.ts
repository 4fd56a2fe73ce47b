import { connected } from '../math/connected'
import type { Basis } from '../math/vector'
import { length, remainder } from '../math/vector'
import type { DisplacementField } from './displacement-field'
import { crystalFrom } from './displacement-field'
import { neighbours } from './grid'
import { ELSEWHERE, MASKED } from './strain'

/** No crystal bends by so much from one point of the grid to the next, as a part of their distance; and where a point sees little of it, it is not believed to. */
const JUMP = 0.15
const JUMP_UNSEEN = 0.05
/** Fewer points are no part of their own, and so are parts that fewer jumps lie between. */
const LEAST_POINTS = 12
const LEAST_JUMPS = 4

/**
 * The parts of the crystal between which the lattice jumps by a part of a cell from one point of the grid to the next: tracking steps
 * over a fault that is thinner than its windows, and finds the motif well on either side. The largest part keeps its domain, the others are
 * those from `count` + 1 on. Jumps by whole cells are none: so the lattice meets itself behind a dislocation.
 */
export function withoutJumps(
  field: DisplacementField,
  basis: Basis,
  count: number,
): { domain: Uint8Array; count: number } {
  const { grid, x, y, quality } = field
  const domain = field.domain.slice()
  const step = Math.max(grid.step.x, grid.step.y)
  const least = crystalFrom({ quality })
  const jumps = (one: number, other: number) => {
    const most = Math.min(quality[one], quality[other]) < least ? JUMP_UNSEEN : JUMP
    return length(remainder({ x: x[other] - x[one], y: y[other] - y[one] }, basis)) > most * step
  }
  const isTracked = (at: number) => domain[at] !== ELSEWHERE && domain[at] !== MASKED
  const goesOn = (at: number) => neighbours(at, grid).filter((next) => domain[next] === domain[at] && !jumps(at, next))
  const parts = connected(x.length, isTracked, goesOn)
    .filter(({ length: points }) => points >= LEAST_POINTS)
    .sort((p, q) => q.length - p.length)
  if (parts.length < 2) return { domain, count }
  const partOf = new Int32Array(x.length).fill(-1)
  parts.forEach((points, part) => {
    for (const at of points) partOf[at] = part
  })
  const isCrystal = (at: number) => partOf[at] >= 0 && quality[at] >= least
  let all = count
  parts.forEach((points, part) => {
    const isBeyond = (at: number) => isCrystal(at) && partOf[at] < part && field.domain[at] === field.domain[points[0]]
    // A window between the two may have seen half of either.
    const near = (at: number) => neighbours(at, grid).flatMap((next) => [next, ...neighbours(next, grid)])
    const across = points.filter((at) => isCrystal(at) && near(at).some(isBeyond))
    if (across.length < LEAST_JUMPS) return
    all++
    for (const at of points) domain[at] = all
  })
  return { domain, count: all }
}
