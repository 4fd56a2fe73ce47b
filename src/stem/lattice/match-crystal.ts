import type { Micrograph } from '../../io/micrograph'
import { scattering } from '../crystal/elements'
import type { Projection } from '../crystal/projection'
import type { Basis } from '../math/vector'
import type { Vector } from '../math/vector'
import { angle, area, combine, length } from '../math/vector'
import type { Lattice } from './lattice'

/** A lattice recognised as a crystal's, and what follows for the scale. */
export interface CrystalMatch {
  /** Å per pixel, the one along each axis in the file's proportion. */
  pixelSize: { x: number; y: number }
  /** By how much the file's pixel size is too large, as a part: 0.035 for 3.5 %; null where the file has none. */
  fileError: number | null
  /** The crystal's names for the lattice's sublattices, in their order; null where they do not tell. */
  names: string[] | null
  /** Cells of the found lattice in one of the crystal's: 2 where its sublattices look alike. */
  cells: number
}

/** How far the cell's form may be off the crystal's: the ratio of its edges, and its angle in degrees. */
const RATIO_TOLERANCE = 0.08
const ANGLE_TOLERANCE = 5
/** How far a column may be off its place, in parts of the cell. */
const PLACE_TOLERANCE = 0.13
/** What one reversal in the order of brightness weighs against columns off their places. */
const REVERSAL = 0.05
/** Files are not further off than this, as a factor; without it a cell of half the area would do as well. */
const FILE_TOLERANCE = 1.2

/** Whole-number combinations of two vectors that span the same lattice, or one of twice the cell. */
const COMBINATIONS = [-1, 0, 1].flatMap((m) =>
  [-1, 0, 1].flatMap((n) =>
    [-1, 0, 1].flatMap((p) =>
      [-1, 0, 1].flatMap((q) => ([1, 2].includes(Math.abs(m * q - n * p)) ? [[m, n, p, q] as const] : [])),
    ),
  ),
)

type Combination = (typeof COMBINATIONS)[number]

/**
 * Lays a crystal's cell over the lattice in every way in which its form fits, and keeps the one whose columns lie and shine
 * best as the sublattices do. Null where none fits: the lattice is not this crystal's, or not along this axis.
 */
export function matchCrystal(
  lattice: Lattice,
  crystal: Projection,
  filePixel: Micrograph['pixelSize'],
): CrystalMatch | null {
  const aspect = filePixel ? filePixel.y / filePixel.x : 1
  const stretched = (v: Vector): Vector => ({ x: v.x, y: v.y * aspect })
  const basis: Basis = { a: stretched(lattice.a), b: stretched(lattice.b) }
  const cellArea = crystal.cell.a * crystal.cell.b * Math.sin((crystal.cell.angle * Math.PI) / 180)

  let [best, least]: [CrystalMatch | null, number] = [null, Infinity]
  for (const combination of COMBINATIONS) {
    const cells = Math.abs(combination[0] * combination[3] - combination[1] * combination[2])
    const laid = spanned(basis, combination)
    if (!hasForm(laid, crystal)) continue
    const pixel = Math.sqrt(cellArea / area(laid))
    const fileError = filePixel ? filePixel.x / pixel - 1 : null
    if (fileError !== null && Math.abs(Math.log(1 + fileError)) > Math.log(FILE_TOLERANCE)) continue
    const { names, cost } = cells === 1 ? nameSublattices(lattice, crystal, combination) : { names: null, cost: 1 }
    const total = cost + Math.abs(length(laid.b) / length(laid.a) - crystal.cell.b / crystal.cell.a)
    if (total >= least) continue
    least = total
    best = { pixelSize: { x: pixel, y: pixel * aspect }, fileError, names, cells }
  }
  return best
}

function spanned(basis: Basis, [m, n, p, q]: Combination): Basis {
  return { a: combine(basis, m, n), b: combine(basis, p, q) }
}

function hasForm(laid: Basis, { cell }: Projection): boolean {
  const ratio = length(laid.b) / length(laid.a) / (cell.b / cell.a)
  return Math.abs(ratio - 1) < RATIO_TOLERANCE && Math.abs(angle(laid) - cell.angle) < ANGLE_TOLERANCE
}

/** The best of all translations: each column of the crystal in turn is taken to be the brightest sublattice. */
function nameSublattices(lattice: Lattice, crystal: Projection, combination: Combination) {
  const [m, n, p, q] = combination
  const determinant = m * q - n * p
  // A place (u, v) of the lattice's cell, in units of the laid cell.
  const places = lattice.sublattices.map(({ position: { u, v } }) => ({
    u: (q * u - p * v) / determinant,
    v: (m * v - n * u) / determinant,
  }))
  let best: { names: string[] | null; cost: number } = { names: null, cost: 1 }
  for (const origin of crystal.columns) {
    const matched = places.map(({ u, v }) => nearestColumn(crystal, u + origin.position[0], v + origin.position[1]))
    if (matched.some(({ off }) => off > PLACE_TOLERANCE)) continue
    if (new Set(matched.map(({ column }) => column)).size < matched.length) continue
    const bright = matched.map(({ column }) => scattering(column.atoms))
    const reversals = bright.filter((value, k) => k > 0 && value > bright[k - 1]).length
    // What is brighter than a column that is seen should be seen as well.
    const unseen = crystal.columns.filter((column) => {
      return !matched.some((match) => match.column === column) && scattering(column.atoms) > Math.min(...bright)
    }).length
    const cost = matched.reduce((sum, { off }) => sum + off ** 2, 0) + REVERSAL * (reversals + unseen)
    if (cost < best.cost) best = { names: matched.map(({ column }) => column.name), cost }
  }
  return best
}

function nearestColumn(crystal: Projection, u: number, v: number) {
  const wrap = (value: number) => value - Math.round(value)
  const candidates = crystal.columns.map((column) => {
    return { column, off: Math.hypot(wrap(u - column.position[0]), wrap(v - column.position[1])) }
  })
  return candidates.reduce((best, candidate) => (candidate.off < best.off ? candidate : best))
}

/** A lattice, and what a crystal that was named says of it. */
export interface Recognised {
  lattice: Lattice
  /** How the lattice fits the crystal; null where it does not, or none was named. */
  match: CrystalMatch | null
  /** Whether the crystal's own names stand for the sublattices. */
  named: boolean
}

/** Names the lattice's sublattices by a crystal, where there is one and it fits. */
export function recognise(found: Lattice, crystal: Projection | null, filePixel: Micrograph['pixelSize']): Recognised {
  const match = crystal && matchCrystal(found, crystal, filePixel)
  return { lattice: match ? named(found, match) : found, match, named: Boolean(match?.names) }
}

/** The lattice with the crystal's names for its sublattices. */
export function named(lattice: Lattice, { names }: CrystalMatch): Lattice {
  if (!names) return lattice
  return { ...lattice, sublattices: lattice.sublattices.map((sublattice, n) => ({ ...sublattice, name: names[n] })) }
}
