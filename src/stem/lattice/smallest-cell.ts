import type { MeanCell } from './cell'
import { CELL, meanCell, smoothed } from './cell'
import type { TrackedMicrograph, FittedCell } from './fit-cell'
import { fitCell } from './fit-cell'
import type { Fraction } from './fractions'
import { FRACTIONS, withFraction } from './fractions'
import type { Basis } from '../math/vector'
import { combine, oriented, ZERO } from '../math/vector'
import { frame, reciprocal } from '../math/affine'
import { median, spreadAbout } from '../math/robust'
import type { Sites } from './lattice'

/** Correlation of the mean cell with itself, translated, from which on its columns are compared one by one. */
const ALIKE = 0.95
/**
 * Columns differ from their translated copies if their medians are apart by this part of the single columns' scatter, and by
 * so many standard errors.
 */
const EFFECT = 0.3
const SIGNIFICANCE = 3
/** Waves along a row that a scan error has at most, and orders of the reciprocal lattice at which such waves are looked for. */
const PERIODS_IN_A_ROW = 4
const ORDERS = [-3, -2, -1, 0, 1, 2, 3]
/** Parts of the micrograph, along each edge, in which copies are compared, columns of each, and the share that must tell them apart. */
const MOST_PARTS = 6
const PER_PART = 16
const MOST_OF_PARTS = 0.6
/** Standard error of a median over that of a mean. */
const MEDIAN_ERROR = 1.2533

/** Indices of a cell of the lattice. */
interface Cell {
  i: number
  j: number
}

/**
 * Fits every column, in the smallest cell that tells them all: weak peaks between those of the lattice, which make a cell
 * larger, come from hum and jitter of the rows and from a few odd columns as well. Wherever the mean cell looks the same
 * after a translation by a half or a third, columns are fitted with that cell, and it stays unless the columns of its copies
 * differ in intensity or place. `known` is what was fitted with this very cell before.
 */
export async function fitSmallestCell(
  tracked: TrackedMicrograph,
  basis: Basis,
  cell: MeanCell,
  known?: FittedCell,
): Promise<FittedCell> {
  for (const { at, times } of alikeTranslations(cell)) {
    const smaller = oriented(withFraction(basis, at))
    const folded = meanCell(tracked.plane, smaller, tracked.displacement)
    const fitted = await fitCell(tracked, smaller, folded)
    if (fitted.sublattices.length === 0) continue
    const copyOf = copies(basis, smaller, at, times)
    const sites = fitted.sublattices.map((sublattice) => sublattice.sites)
    if (!differ(sites, copyOf, times, mayBeRows(basis, at, tracked.plane.width))) {
      return fitSmallestCell(tracked, smaller, folded, fitted)
    }
  }
  return known ?? fitCell(tracked, basis, cell)
}

/** Translations after which the mean cell looks much as before, the most alike first. */
function alikeTranslations({ mean }: MeanCell) {
  const cell = smoothed(mean)
  const centre = cell.reduce((sum, value) => sum + value, 0) / cell.length
  const centred = cell.map((value) => value - centre)
  const power = centred.reduce((sum, value) => sum + value * value, 0)
  return FRACTIONS.map(({ at: [u, v], times }) => {
    const [right, down] = [Math.round(u * CELL), Math.round(v * CELL)]
    const product = centred.reduce((sum, value, at) => {
      const [x, y] = [((at % CELL) + right) % CELL, (Math.floor(at / CELL) + down) % CELL]
      return sum + value * centred[y * CELL + x]
    }, 0)
    return { at: [u, v] as Fraction, times, correlation: product / power }
  })
    .filter(({ correlation }) => correlation > ALIKE)
    .sort((p, q) => q.correlation - p.correlation)
}

/** Which of the copies a cell (i, j) of the smaller lattice belongs to: how many translations from a larger one's corner. */
function copies(larger: Basis, smaller: Basis, at: Fraction, times: number): (site: Cell) => number {
  const toLarger = frame(ZERO, larger).coordinates
  return ({ i, j }) => {
    const place = combine(smaller, i, j)
    const { x: u, y: v } = toLarger(place.x, place.y)
    const parts = at[0] !== 0 ? u / at[0] : v / at[1]
    return ((Math.round(parts) % times) + times) % times
  }
}

/**
 * Whether copies may be apart along x because their rows are: hum and jitter of the scan move whole rows, by what changes over
 * a row by no more than a few periods.
 */
function mayBeRows(larger: Basis, [u, v]: Fraction, width: number): boolean {
  const g = reciprocal(larger)
  return ORDERS.some((h) =>
    ORDERS.some((k) => {
      const turns = h * u + k * v
      const tellsApart = Math.abs(turns - Math.round(turns)) > 0.1
      return tellsApart && Math.abs(combine(g, h, k).x) * width < PERIODS_IN_A_ROW
    }),
  )
}

/** Robust statistics of one copy of a sublattice's columns. */
interface Summary {
  count: number
  median: number
  scatter: number
}

/** Whether the columns of one copy are brighter than those of another, or elsewhere. */
function differ(
  sublattices: readonly Sites[],
  copyOf: (site: Cell) => number,
  times: number,
  asRows: boolean,
): boolean {
  const members = sublattices.map((sites) => {
    const copies = Array.from({ length: times }, (): number[] => [])
    for (let n = 0; n < sites.count; n++) {
      if (sites.settled[n]) copies[copyOf({ i: sites.i[n], j: sites.j[n] })].push(n)
    }
    return copies
  })
  const components = asRows ? (['intensity', 'dy'] as const) : (['intensity', 'dx', 'dy'] as const)
  return (
    components.some((component) =>
      sublattices.some((sites, s) => areApart(members[s].map((own) => summary(own.map((n) => sites[component][n]))))),
    ) || sublattices.some((sites, s) => differInParts(sites, members[s]))
  )
}

/**
 * Whether one copy is brighter than another in most parts of the micrograph, be it the one here and the other there: beyond an
 * antiphase boundary the copies have changed places, and by medians of all they are alike.
 */
function differInParts({ x, y, intensity }: Sites, copies: readonly (readonly number[])[]): boolean {
  const all = copies.flat()
  const extent = (values: Float64Array) => all.reduce((most, n) => Math.max(most, values[n]), 0) + 1
  const parts = Math.min(MOST_PARTS, Math.floor(Math.sqrt(all.length / (copies.length * PER_PART))))
  if (parts < 2) return false
  const [width, height] = [extent(x), extent(y)]
  const partOf = (n: number) => Math.floor((y[n] / height) * parts) * parts + Math.floor((x[n] / width) * parts)
  const own = Array.from({ length: parts * parts }, (_, part) =>
    copies.map((copy) => copy.filter((n) => partOf(n) === part).map((n) => intensity[n])),
  ).filter((copiesHere) => copiesHere.every((values) => values.length >= PER_PART / 2))
  const apart = own.filter((copiesHere) => areApart(copiesHere.map(summary)))
  return own.length >= 3 && apart.length > MOST_OF_PARTS * own.length
}

function areApart(copies: readonly Summary[]): boolean {
  return copies.some((p, k) =>
    copies.slice(k + 1).some((q) => {
      const scatter = Math.sqrt((p.scatter ** 2 + q.scatter ** 2) / 2)
      const error = MEDIAN_ERROR * scatter * Math.sqrt(1 / p.count + 1 / q.count)
      return Math.abs(p.median - q.median) > Math.max(EFFECT * scatter, SIGNIFICANCE * error)
    }),
  )
}

function summary(values: readonly number[]): Summary {
  const centre = median(values)
  return { count: values.length, median: centre, scatter: spreadAbout(values, centre) }
}
