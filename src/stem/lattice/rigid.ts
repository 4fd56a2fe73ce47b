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
  const shown = basesShown(sites, counts)
  const { length } = shown.ax
  if (length < FEWEST_PAIRS) return null
  const middle = middleOf(shown)
  const reach = ALIKE * Math.sqrt(area(middle))
  const stride = Math.ceil(length / CANDIDATES)
  const isNear = (k: number, basis: Basis) => off(shown, k, basis) < reach
  let most = 0
  let clearest = middle
  for (let candidate = 0; candidate < length; candidate += stride) {
    const basis = basisAt(shown, candidate)
    let count = 0
    for (let k = 0; k < length; k++) if (isNear(k, basis)) count++
    if (count > most) [most, clearest] = [count, basis]
  }
  const alike = eachComponent(shown, (values) => values.filter((_, k) => isNear(k, clearest)))
  const own = middleOf(alike)
  const offs = alike.ax.map((_, k) => off(alike, k, own))
  const isGrain = most > LEAST_PART * length && median(offs) < TIGHT * reach
  return isGrain ? own : middle
}

/** Bases, by the components of their vectors, px. */
type Bases = Record<'ax' | 'ay' | 'bx' | 'by', Float64Array>

/** Of each column that counts and has others so many cells away along both axes. */
function basesShown({ i, j, x, y, settled }: Sites, counts: (n: number) => boolean): Bases {
  const at = new Map<number, number>()
  for (let n = 0; n < i.length; n++) if (settled[n] === 1 && counts(n)) at.set(cellKey(i[n], j[n]), n)
  const pairs: Bases = {
    ax: new Float64Array(at.size),
    ay: new Float64Array(at.size),
    bx: new Float64Array(at.size),
    by: new Float64Array(at.size),
  }
  let count = 0
  for (const n of at.values()) {
    const along = at.get(cellKey(i[n] + APART, j[n]))
    const across = at.get(cellKey(i[n], j[n] + APART))
    if (along === undefined || across === undefined) continue
    pairs.ax[count] = (x[along] - x[n]) / APART
    pairs.ay[count] = (y[along] - y[n]) / APART
    pairs.bx[count] = (x[across] - x[n]) / APART
    pairs.by[count++] = (y[across] - y[n]) / APART
  }
  return eachComponent(pairs, (values) => values.subarray(0, count))
}

function eachComponent({ ax, ay, bx, by }: Bases, of: (values: Float64Array) => Float64Array): Bases {
  return { ax: of(ax), ay: of(ay), bx: of(bx), by: of(by) }
}

function basisAt({ ax, ay, bx, by }: Bases, k: number): Basis {
  return { a: { x: ax[k], y: ay[k] }, b: { x: bx[k], y: by[k] } }
}

/** By how much that vector of a basis is off which is off by more, px. */
function off({ ax, ay, bx, by }: Bases, k: number, { a, b }: Basis): number {
  return Math.max(norm(ax[k] - a.x, ay[k] - a.y), norm(bx[k] - b.x, by[k] - b.y))
}

function middleOf({ ax, ay, bx, by }: Bases): Basis {
  return { a: { x: median(ax), y: median(ay) }, b: { x: median(bx), y: median(by) } }
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
