import { fitBasis } from '../math/fit-basis'
import type { Basis } from '../math/vector'
import type { Vector } from '../math/vector'
import { area, combine, length, minus, norm } from '../math/vector'
import { median } from '../math/robust'
import type { Sites } from './lattice'
import { cellKey } from './lattice'

/** Columns further off than so many median deviations do not count in the second round. */
const OUTLIERS = 5
/** Cells between two columns that tell the local lattice, and pairs of them that must be. */
const APART = 3
const FEWEST_PAIRS = 30
/** The lattice of the whole is none if the local one is off by this part of a cell. */
const BROKEN = 0.01
/**
 * Local lattices within this part of a cell are alike. A grain has so large a part of them, and half of its own are so near its middle, in that
 * part of a cell: those of a bent crystal are spread.
 */
const ALIKE = 0.02
const LEAST_PART = 0.3
const TIGHT = 0.35
const CANDIDATES = 60

export interface RigidLattice {
  origin: Vector
  basis: Basis
  /** Root mean square departure of the columns, px. */
  residual: number
  /** Standard error of a component of a lattice vector, px. */
  error: number
}

/**
 * Least squares of position over the indices of the cells that count, twice: the second time without outliers. Where a dislocation
 * or a jump of the scan has displaced half of the crystal, that is a lattice which is nowhere: then it is the one that columns a few
 * cells apart show, by medians. Null where the columns lie on one line.
 */
export function fitRigid(sites: Sites, counts: (n: number) => boolean): RigidLattice | null {
  const first = fitted(sites, counts)
  if (!first) return null
  const distances = Array.from({ length: sites.count }, (_, n) => departure(sites, first, n))
  const limit = OUTLIERS * median(distances)
  const whole = fitted(sites, (n) => counts(n) && distances[n] <= limit)
  const local = whole && localBasis(sites, counts)
  if (!local) return whole
  const size = Math.sqrt(area(whole.basis))
  const isOff = (['a', 'b'] as const).some((axis) => length(minus(local[axis], whole.basis[axis])) > BROKEN * size)
  return isOff ? { ...whole, ...throughMedian(sites, counts, local) } : whole
}

/**
 * The vectors that columns a few cells apart show: medians; where these lie between two grains that are turned by a few degrees, those of the
 * grain that has more columns. Null where there are too few.
 */
function localBasis(sites: Sites, counts: (n: number) => boolean): Basis | null {
  const chosen = Array.from(sites.i.keys()).filter((n) => sites.settled[n] === 1 && counts(n))
  const at = new Map(chosen.map((n) => [cellKey(sites.i[n], sites.j[n]), n]))
  const way = (n: number, di: number, dj: number): Vector | null => {
    const other = at.get(cellKey(sites.i[n] + di, sites.j[n] + dj))
    if (other === undefined) return null
    return { x: (sites.x[other] - sites.x[n]) / APART, y: (sites.y[other] - sites.y[n]) / APART }
  }
  const shown = chosen.flatMap((n): Basis[] => {
    const [a, b] = [way(n, APART, 0), way(n, 0, APART)]
    return a && b ? [{ a, b }] : []
  })
  if (shown.length < FEWEST_PAIRS) return null
  const middle = middleOf(shown)
  const reach = ALIKE * Math.sqrt(area(middle))
  const apart = (p: Vector, q: Vector) => norm(p.x - q.x, p.y - q.y)
  const off = (p: Basis, q: Basis) => Math.max(apart(p.a, q.a), apart(p.b, q.b))
  const stride = Math.ceil(shown.length / CANDIDATES)
  const alike = shown
    .filter((_, k) => k % stride === 0)
    .map((basis) => shown.filter((other) => off(basis, other) < reach))
    .reduce((p, q) => (q.length > p.length ? q : p))
  const own = middleOf(alike)
  const isGrain =
    alike.length > LEAST_PART * shown.length && median(alike.map((basis) => off(basis, own))) < TIGHT * reach
  return isGrain ? own : middle
}

function middleOf(bases: readonly Basis[]): Basis {
  const along = (of: (basis: Basis) => number) => median(bases.map(of))
  return {
    a: { x: along(({ a }) => a.x), y: along(({ a }) => a.y) },
    b: { x: along(({ b }) => b.x), y: along(({ b }) => b.y) },
  }
}

/** The lattice of a basis whose columns are off by the least, by medians. */
function throughMedian(
  sites: Sites,
  counts: (n: number) => boolean,
  basis: Basis,
): Pick<RigidLattice, 'origin' | 'basis'> {
  const chosen = Array.from(sites.i.keys()).filter((n) => sites.settled[n] === 1 && counts(n))
  const off = chosen.map((n) => minus({ x: sites.x[n], y: sites.y[n] }, combine(basis, sites.i[n], sites.j[n])))
  return { basis, origin: { x: median(off.map(({ x }) => x)), y: median(off.map(({ y }) => y)) } }
}

function departure(
  sites: Sites,
  { origin, basis: { a, b } }: Pick<RigidLattice, 'origin' | 'basis'>,
  n: number,
): number {
  const [i, j] = [sites.i[n], sites.j[n]]
  return norm(sites.x[n] - origin.x - i * a.x - j * b.x, sites.y[n] - origin.y - i * a.y - j * b.y)
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
