import { InputError } from '../../errors'
import type { Atoms } from './elements'
import { isElement, scattering } from './elements'
import srtio3 from './srtio3-001.json'

/** A crystal seen along a zone axis: all that is known of it before a micrograph is looked at. */
export interface Projection {
  name: string
  zoneAxis: number[]
  /** Edges of the projected cell, Å, and the angle between them, degrees. */
  cell: { a: number; b: number; angle: number }
  columns: ProjectedColumn[]
}

export interface ProjectedColumn {
  /** Of the sublattice; columns of one name are alike. */
  name: string
  /** In units of the cell's edges. */
  position: number[]
  /** Per unit cell along the beam, by chemical symbol. */
  atoms: Atoms
}

/** Crystals that come with Lacuna, by the name that the command takes. */
export const PROJECTIONS: Readonly<Record<string, Projection>> = { 'srtio3-001': srtio3 }

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

/** One of Lacuna's own crystals by its name (`srtio3-001`) or label (`SrTiO3 [001]`); undefined where there is none. */
export function projectionNamed(name: string): Projection | undefined {
  const plain = (text: string) => text.replace(/\s/g, '').toLowerCase()
  const found = Object.entries(PROJECTIONS).find(([key, projection]) => {
    return [key, plain(projectionLabel(projection))].includes(plain(name))
  })
  return found?.[1]
}

/** A crystal by name or label, or from the JSON text of one; throws an InputError that names what is wrong in it. */
export function readProjection(text: string): Projection {
  if (text.trimStart().startsWith('{')) return parseProjection(text, 'crystal')
  const projection = projectionNamed(text)
  if (projection) return projection
  const known = Object.entries(PROJECTIONS).map(([key, own]) => `${projectionLabel(own)} (${key})`)
  throw new InputError(
    'crystal',
    '',
    `no crystal is called "${text}": there are ${known.join(', ')}, or give one as JSON`,
  )
}

/** A crystal from a JSON file called `source`; throws an InputError that names what is wrong in it. */
export function parseProjection(text: string, source: string): Projection {
  const refuse = (what: string) => new InputError('crystal', source, `${what}; see src/stem/crystal/srtio3-001.json`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new InputError('crystal', source, `no JSON (${String(cause)}); see srtio3-001.json`, { cause })
  }
  const { name, zoneAxis, cell, columns } = (value ?? {}) as Partial<Projection>
  if (!isName(name)) throw refuse('its "name" is not one line of 1 to 100 characters')
  if (!isNumbers(zoneAxis, 3)) throw refuse('its "zoneAxis" is not three numbers')
  if (![cell?.a, cell?.b].every((edge) => isWithin(edge, 0.5, 100)) || !isWithin(cell?.angle, 20, 160)) {
    throw refuse('its "cell" needs "a" and "b" in Å and "angle" in degrees')
  }
  if (!Array.isArray(columns) || columns.length === 0 || columns.length > 64) throw refuse('it has no "columns"')
  columns.forEach((column: Partial<ProjectedColumn> | null, n) => {
    const atoms = Object.entries(column?.atoms ?? {})
    const known = atoms.length > 0 && atoms.every(([symbol, count]) => isElement(symbol) && isWithin(count, 0, 1000))
    if (!isName(column?.name) || !isNumbers(column.position, 2) || !known) {
      throw refuse(`column ${n + 1} needs "name", "position" (two numbers) and "atoms" (such as {"Sr": 1})`)
    }
  })
  return { name, zoneAxis, cell: cell!, columns }
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
