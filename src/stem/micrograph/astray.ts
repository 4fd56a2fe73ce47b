import type { ColumnFit } from '../lattice/columns'
import { fitColumn } from '../lattice/columns'
import { nearestDistances } from '../lattice/sites'
import type { Lattice } from '../lattice/lattice'
import type { Vector } from '../math/geometry'
import type { Plane } from '../lattice/spectrum'

/** How far away, and how far around there, in distances to the nearest column. */
const DISTANCE = 0.43
const FREEDOM = 0.2
const REACH_IN_SIGMA = 2.2
/** Directions that are tried, and the part of its sublattice's height that a column must have. */
const DIRECTIONS = 12
const LEAST_HEIGHT = 0.5

/**
 * The column that left its place further than the lattice's own fit follows: looked for in all directions, not so far that
 * it would be a neighbour. Null where there is none, so that the place is empty.
 */
export function findAstray(picture: Plane, lattice: Lattice, sublattice: number, { x, y }: Vector): ColumnFit | null {
  const places = lattice.sublattices.map(({ position }) => ({ ...position, prominence: 0 }))
  const nearest = nearestDistances(places, lattice)[sublattice]
  const { width, intensity } = lattice.sublattices[sublattice]
  const reach = Math.min(DISTANCE * nearest, REACH_IN_SIGMA * width)
  const options = { sigma: width, reach, freedom: FREEDOM * nearest }
  let best: ColumnFit | null = null
  for (let k = 0; k < DIRECTIONS; k++) {
    const angle = (2 * Math.PI * k) / DIRECTIONS
    const start = { x: x + DISTANCE * nearest * Math.cos(angle), y: y + DISTANCE * nearest * Math.sin(angle) }
    if (start.x < 0 || start.y < 0 || start.x > picture.width - 1 || start.y > picture.height - 1) continue
    const fit = fitColumn(picture, start, options)
    if (fit.settled && fit.intensity > Math.max(LEAST_HEIGHT * intensity, best?.intensity ?? 0)) best = fit
  }
  return best
}
