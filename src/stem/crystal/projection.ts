import { InputError } from '../../errors'
import type { Atoms } from './elements'
import { isElement, scattering } from './elements'

/** A crystal seen along a zone axis: all that is known of it before a micrograph is looked at. */
export interface Projection {
  name: string
  zoneAxis: number[]
  /** Edges of the projected cell, Å, and the angle between them, degrees. */
  cell: { a: number; b: number; angle: number }
  columns: ProjectedColumn[]
  /** Usual thickness of a specimen in cells along the beam, for simulations; 1 of a single layer. */
  cells?: number
  /** Where lattice constants and places come from. */
  source?: string
}

export interface ProjectedColumn {
  /** Of the sublattice; columns of one name are alike. */
  name: string
  /** In units of the cell's edges. */
  position: number[]
  /** Per unit cell along the beam, by chemical symbol. */
  atoms: Atoms
}

/** A micrograph of more columns a cell shows no crystal to the eye. */
export const MOST_COLUMNS = 256
/** Where a crystal's JSON is explained. */
const EXAMPLE = 'docs/crystals.md'

/** As `SrTiO3 [001]`. */
export function projectionLabel({ name, zoneAxis }: Projection): string {
  return `${name} [${zoneAxis.join(zoneAxis.every((index) => index >= 0 && index < 10) ? '' : ' ')}]`
}

/** The column that scatters most of all. */
export function brightestColumn({ columns }: Projection): ProjectedColumn {
  return columns.reduce((most, column) => (scattering(column.atoms) > scattering(most.atoms) ? column : most))
}

/** The sublattices by name, the brightest first, each with what one of its columns holds. */
export function sublatticesOf({ columns }: Projection): ProjectedColumn[] {
  const first = columns.filter(({ name }, n) => columns.findIndex((column) => column.name === name) === n)
  return first.sort((a, b) => scattering(b.atoms) - scattering(a.atoms))
}

/** Columns below this part of the brightest one's scattering do not show beside it: oxygen's in most oxides. */
const VISIBLE = 0.1

/** Columns that show in a dark-field micrograph. */
export function visibleColumns(projection: Projection): ProjectedColumn[] {
  const least = VISIBLE * scattering(brightestColumn(projection).atoms)
  return projection.columns.filter(({ atoms }) => scattering(atoms) >= least)
}

/** From a column that shows to the nearest other one, Å. */
export function nearestSpacing(projection: Projection): number {
  const { a, b, angle } = projection.cell
  const [cosine, sine] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]
  const places = visibleColumns(projection).map(({ position }) => position)
  const cells = [-2, -1, 0, 1, 2].flatMap((i) => [-2, -1, 0, 1, 2].map((j) => [i, j]))
  const distances = places.flatMap(([u, v]) =>
    places.flatMap(([p, q]) =>
      cells.map(([i, j]) => Math.hypot(a * (p - u + i) + b * (q - v + j) * cosine, b * (q - v + j) * sine)),
    ),
  )
  // What a file lists twice in one place is no neighbour.
  return Math.min(...distances.filter((distance) => distance > 0.05))
}

/** A crystal from a JSON file called `source`; throws an InputError that names what is wrong in it. */
export function parseProjection(text: string, source: string): Projection {
  const refuse = (what: string) => new InputError('crystal', source, `${what}; see ${EXAMPLE}`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new InputError('crystal', source, `no JSON (${String(cause)}); see ${EXAMPLE}`, { cause })
  }
  const { name, zoneAxis, cell, columns, cells, source: origin } = (value ?? {}) as Partial<Projection>
  if (!isName(name)) throw refuse('its "name" is not one line of 1 to 100 characters')
  if (!isNumbers(zoneAxis, 3)) throw refuse('its "zoneAxis" is not three numbers')
  if (![cell?.a, cell?.b].every((edge) => isWithin(edge, 0.5, 100)) || !isWithin(cell?.angle, 20, 160)) {
    throw refuse('its "cell" needs "a" and "b" in Å and "angle" in degrees')
  }
  if (!Array.isArray(columns) || columns.length === 0 || columns.length > MOST_COLUMNS)
    throw refuse(`its "columns" are no list of 1 to ${MOST_COLUMNS}`)
  columns.forEach((column: Partial<ProjectedColumn> | null, n) => {
    const atoms = Object.entries(column?.atoms ?? {})
    const known = atoms.length > 0 && atoms.every(([symbol, count]) => isElement(symbol) && isWithin(count, 0, 1000))
    if (!isName(column?.name) || !isNumbers(column.position, 2) || !known) {
      throw refuse(`column ${n + 1} needs "name", "position" (two numbers) and "atoms" (such as {"Sr": 1})`)
    }
  })
  if (cells !== undefined && !(Number.isInteger(cells) && isWithin(cells, 1, 10_000))) {
    throw refuse('its "cells" is no whole number from 1 to 10000')
  }
  return {
    name,
    zoneAxis,
    cell: cell!,
    columns,
    ...(cells !== undefined && { cells }),
    ...(typeof origin === 'string' && { source: origin }),
  }
}

/** One line, short enough for tables and legends. */
function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[^\p{Cc}\p{Cf}\u2028\u2029]{1,100}$/u.test(value)
}

function isWithin(value: unknown, low: number, high: number): boolean {
  return typeof value === 'number' && value >= low && value <= high
}

function isNumbers(value: unknown, count: number): value is number[] {
  return Array.isArray(value) && value.length === count && value.every((item) => Number.isFinite(item))
}
