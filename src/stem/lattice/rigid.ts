import type { Basis, Vector } from '../math/geometry'
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

/** Least squares of position over the indices of the cells that count, twice: the second time without outliers. */
export function fitRigid(sites: Sites, counts: (n: number) => boolean): RigidLattice {
  const first = solve(sites, counts)
  const distances = Array.from({ length: sites.count }, (_, n) => departure(sites, first, n))
  const limit = OUTLIERS * median(distances)
  return solve(sites, (n) => counts(n) && distances[n] <= limit)
}

function departure(
  sites: Sites,
  { origin, basis: { a, b } }: Pick<RigidLattice, 'origin' | 'basis'>,
  n: number,
): number {
  const [i, j] = [sites.i[n], sites.j[n]]
  return Math.hypot(sites.x[n] - origin.x - i * a.x - j * b.x, sites.y[n] - origin.y - i * a.y - j * b.y)
}

function solve(sites: Sites, counts: (n: number) => boolean): RigidLattice {
  const chosen = Array.from(sites.i.keys()).filter((n) => sites.settled[n] === 1 && counts(n))
  const mean = (of: ArrayLike<number>) => chosen.reduce((sum, n) => sum + of[n], 0) / chosen.length
  const [mi, mj, mx, my] = [mean(sites.i), mean(sites.j), mean(sites.x), mean(sites.y)]
  let [ii, ij, jj, ix, jx, iy, jy] = [0, 0, 0, 0, 0, 0, 0]
  for (const n of chosen) {
    const [i, j, x, y] = [sites.i[n] - mi, sites.j[n] - mj, sites.x[n] - mx, sites.y[n] - my]
    ii += i * i
    ij += i * j
    jj += j * j
    ix += i * x
    jx += j * x
    iy += i * y
    jy += j * y
  }
  const d = ii * jj - ij * ij
  const a = { x: (jj * ix - ij * jx) / d, y: (jj * iy - ij * jy) / d }
  const b = { x: (ii * jx - ij * ix) / d, y: (ii * jy - ij * iy) / d }
  const origin = { x: mx - mi * a.x - mj * b.x, y: my - mi * a.y - mj * b.y }
  const fitted = { origin, basis: { a, b } }
  const squares = chosen.reduce((sum, n) => sum + departure(sites, fitted, n) ** 2, 0)
  const residual = Math.sqrt(squares / chosen.length)
  return { ...fitted, residual, error: (residual / Math.SQRT2) * Math.sqrt(Math.max(ii, jj) / d) }
}
