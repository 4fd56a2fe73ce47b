import { fitBasis } from '../math/fit-basis'
import type { Basis, Vector } from '../math/geometry'
import { combine, minus } from '../math/geometry'
import { median } from '../math/robust'
import type { Sites } from './lattice'

/** Columns further off than so many median deviations do not count in the second round. */
const OUTLIERS = 5

export interface RigidLattice {
  origin: Vector
  basis: Basis
  /** Root mean square departure of the columns, px. */
  residual: number
  /** Standard error of a component of a lattice vector, px. */
  error: number
}

/**
 * Least squares of position over the indices of the cells that count, twice: the second time without outliers. Null where the
 * columns lie on one line.
 */
export function fitRigid(sites: Sites, counts: (n: number) => boolean): RigidLattice | null {
  const first = fitted(sites, counts)
  if (!first) return null
  const distances = Array.from({ length: sites.count }, (_, n) => departure(sites, first, n))
  const limit = OUTLIERS * median(distances)
  return fitted(sites, (n) => counts(n) && distances[n] <= limit)
}

function departure(
  sites: Sites,
  { origin, basis: { a, b } }: Pick<RigidLattice, 'origin' | 'basis'>,
  n: number,
): number {
  const [i, j] = [sites.i[n], sites.j[n]]
  return Math.hypot(sites.x[n] - origin.x - i * a.x - j * b.x, sites.y[n] - origin.y - i * a.y - j * b.y)
}

function fitted(sites: Sites, counts: (n: number) => boolean): RigidLattice | null {
  const chosen = Array.from(sites.i.keys()).filter((n) => sites.settled[n] === 1 && counts(n))
  const mean = (of: ArrayLike<number>) => chosen.reduce((sum, n) => sum + of[n], 0) / chosen.length
  const centre = { i: mean(sites.i), j: mean(sites.j), x: mean(sites.x), y: mean(sites.y) }
  const found = fitBasis(
    chosen.map((n) => ({
      i: sites.i[n] - centre.i,
      j: sites.j[n] - centre.j,
      x: sites.x[n] - centre.x,
      y: sites.y[n] - centre.y,
      weight: 1,
    })),
  )
  if (!found) return null
  const { basis, variance } = found
  const origin = minus({ x: centre.x, y: centre.y }, combine(basis, centre.i, centre.j))
  const squares = chosen.reduce((sum, n) => sum + departure(sites, { origin, basis }, n) ** 2, 0)
  const residual = Math.sqrt(squares / chosen.length)
  return { origin, basis, residual, error: (residual / Math.SQRT2) * Math.sqrt(Math.max(...variance)) }
}
