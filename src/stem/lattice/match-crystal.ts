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
  fit: CrystalFit
}

/** How far a lattice is off the crystal, apart from its scale. */
export interface CrystalFit {
  /** By which part the ratio of the edges is too large, and the angle in degrees. */
  ratio: number
  angle: number
  /** Distance of the sublattices from the crystal's columns, Å rms; null where they are not named. */
  places: number | null
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
const COMBINATIONS = [-2, -1, 0, 1, 2].flatMap((m) =>
  [-2, -1, 0, 1, 2].flatMap((n) =>
    [-2, -1, 0, 1, 2].flatMap((p) =>
      [-2, -1, 0, 1, 2].flatMap((q) => {
        const cells = Math.abs(m * q - n * p)
        const largest = Math.max(...[m, n, p, q].map(Math.abs))
        return cells >= 1 && cells <= 2 && largest <= cells ? [[m, n, p, q] as const] : []
      }),
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
    const { names, off, cost } = nameSublattices(lattice, crystal, combination)
    const total = cost + Math.abs(length(laid.b) / length(laid.a) - crystal.cell.b / crystal.cell.a)
    if (total >= least) continue
    least = total
    const fit = { ...formOf(laid, crystal), places: off === null ? null : off * Math.sqrt(cellArea) }
    best = { pixelSize: { x: pixel, y: pixel * aspect }, fileError, names, cells, fit }
  }
  return best
}

function spanned(basis: Basis, [m, n, p, q]: Combination): Basis {
  return { a: combine(basis, m, n), b: combine(basis, p, q) }
}

function formOf(laid: Basis, { cell }: Projection): { ratio: number; angle: number } {
  return { ratio: length(laid.b) / length(laid.a) / (cell.b / cell.a) - 1, angle: angle(laid) - cell.angle }
}

function hasForm(laid: Basis, crystal: Projection): boolean {
  const off = formOf(laid, crystal)
  return Math.abs(off.ratio) < RATIO_TOLERANCE && Math.abs(off.angle) < ANGLE_TOLERANCE
}

/** Names for the sublattices, and how far these are off their places, rms in parts of the cell; null where they do not tell. */
interface Naming {
  names: string[] | null
  off: number | null
  cost: number
}

/** The best of all translations: each column of the crystal in turn is taken to be the brightest sublattice. */
function nameSublattices(lattice: Lattice, crystal: Projection, combination: Combination): Naming {
  const places = lattice.sublattices.map(({ position }) => placesIn(combination, position))
  let best: Naming = { names: null, off: null, cost: 1 }
  for (const origin of crystal.columns) {
    const matched = places.map((images) =>
      images.map(({ u, v }) => nearestColumn(crystal, u + origin.position[0], v + origin.position[1])),
    )
    const all = matched.flat()
    if (all.some(({ off }) => off > PLACE_TOLERANCE)) continue
    if (new Set(all.map(({ column }) => column)).size < all.length) continue
    // In a larger cell of the crystal's, a sublattice stands for several of its columns.
    if (matched.some(([first, ...others]) => others.some(({ column }) => column.name !== first.column.name))) continue
    const bright = matched.map(([{ column }]) => scattering(column.atoms))
    const reversals = bright.filter((value, k) => k > 0 && value > bright[k - 1]).length
    // What is brighter than a column that is seen should be seen as well.
    const unseen = crystal.columns.filter((column) => {
      return !all.some((match) => match.column === column) && scattering(column.atoms) > Math.min(...bright)
    }).length
    // Columns that are said to look alike are the bright ones: a crystal has dim ones alike in many places.
    if (all.length > matched.length && unseen > 0) continue
    const squares = all.reduce((sum, { off }) => sum + off ** 2, 0)
    const cost = squares + REVERSAL * (reversals + unseen)
    if (cost < best.cost) {
      best = { names: matched.map(([{ column }]) => column.name), off: Math.sqrt(squares / all.length), cost }
    }
  }
  return best
}

/** Where a place (u, v) of the lattice's cell lies in the laid one: once in each of the cells that this one holds. */
function placesIn([m, n, p, q]: Combination, { u, v }: { u: number; v: number }): { u: number; v: number }[] {
  const determinant = m * q - n * p
  const laid = (i: number, j: number) => ({
    u: (q * (u + i) - p * (v + j)) / determinant,
    v: (m * (v + j) - n * (u + i)) / determinant,
  })
  if (Math.abs(determinant) === 1) return [laid(0, 0)]
  // One step along a or along b leads to the other cell: the step that is no lattice vector of the crystal as laid.
  return [laid(0, 0), q % 2 === 0 && n % 2 === 0 ? laid(0, 1) : laid(1, 0)]
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
  /** The same of the grains beside it, in their order. */
  grains: readonly Recognised[]
}

/** Names the lattice's sublattices by a crystal, where there is one and it fits. */
export function recognise(found: Lattice, crystal: Projection | null, filePixel: Micrograph['pixelSize']): Recognised {
  const match = crystal && matchCrystal(found, crystal, filePixel)
  const grains = found.grains.map((grain) => recognise(grain, crystal, filePixel))
  const lattice = { ...(match ? named(found, match) : found), grains: grains.map((grain) => grain.lattice) }
  return { lattice, match, named: Boolean(match?.names), grains }
}

/** The lattice with the crystal's names for its sublattices. */
export function named(lattice: Lattice, { names }: CrystalMatch): Lattice {
  if (!names) return lattice
  return { ...lattice, sublattices: lattice.sublattices.map((sublattice, n) => ({ ...sublattice, name: names[n] })) }
}
