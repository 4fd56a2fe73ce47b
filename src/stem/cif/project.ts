import { InputError } from '../../errors'
import { scattering } from '../crystal/elements'
import type { ProjectedColumn, Projection } from '../crystal/projection'
import { MOST_COLUMNS } from '../crystal/projection'
import type { Place, Standing } from '../crystal/standing'
import type { Basis, Vector } from '../math/vector'
import { angle, length, minus, parts, reduced } from '../math/vector'
import type { Column } from './columns'
import { mergeColumns } from './columns'
import { smallestCell } from './smallest-cell'
import type { Structure } from './structure'
import type { Cell } from './symmetry'
import { cartesian, distance, dot, size } from './symmetry'
import type { Zone } from './zone'
import { acrossZone } from './zone'

/** Usual thickness of a specimen, Å: that of 80 cells of SrTiO3. */
const THICKNESS = 312
/** How well atoms have to fall on each other where the crystal repeats within a cell, Å. */
const NEAR = 0.02
/** Parts of a lattice vector after which a centred lattice may repeat. */
const PARTS = [6, 4, 3, 2]

/**
 * The crystal along a zone axis: atoms that stand above each other as columns, in the smallest cell that repeats them, the column
 * that scatters most at its corner. Seen along the beam, x to the right and y down.
 */
export function project(structure: Structure, zone: Zone): Projection {
  return laidOut(structure, zone).projection
}

/** The same with its atoms where they stand along the beam. */
export function stand(structure: Structure, zone: Zone): Standing {
  const { projection, axes, corner, basis, step } = laidOut(structure, zone)
  const [cosine, sine] = [basis.a.x / length(basis.a), basis.a.y / length(basis.a)]
  const beam = cartesian(zone, structure.cell)
  const framed = (vector: readonly number[], from: Vector): Place => {
    const { x, y } = minus(flat(vector, axes), from)
    return { x: x * cosine + y * sine, y: y * cosine - x * sine, z: dot(vector, beam) / size(beam) }
  }
  const none = { x: 0, y: 0 }
  const [p, q] = acrossZone(zone).map((vector) => framed(cartesian(vector, structure.cell), none))
  const atoms = structure.atoms.map(({ element, position, occupancy }) => {
    return { element, part: occupancy, ...framed(cartesian(position, structure.cell), corner) }
  })
  return { projection, vectors: [p, q, framed(beam, none)], atoms, step }
}

function laidOut({ name, cell, atoms }: Structure, zone: Zone) {
  const beam = cartesian(zone, cell)
  const axes = axesAcross(zone, cell)
  const [p, q] = acrossZone(zone).map((vector) => flat(cartesian(vector, cell), axes))
  const basis = reduced({ a: p, b: q })
  const repeats =
    PARTS.find((parts) =>
      repeatsAfter(
        zone.map((index) => index / parts),
        { atoms, cell },
      ),
    ) ?? 1
  const placed = atoms.map(({ element, position, occupancy }): Column => {
    return { ...flat(cartesian(position, cell), axes), atoms: { [element]: occupancy / repeats } }
  })
  const smallest = smallestCell({ basis, columns: mergeColumns(placed, basis) })
  const columns = smallest.columns.sort((one, other) => scattering(other.atoms) - scattering(one.atoms))
  if (columns.length > MOST_COLUMNS) {
    const cause = `along [${zone.join(' ')}] a cell has ${columns.length} columns, more than ${MOST_COLUMNS}`
    throw new InputError('cif', '', `${cause}: choose a zone axis of lower indices`)
  }
  const { a, b } = smallest.basis
  const step = size(beam) / repeats
  const projection: Projection = {
    name,
    zoneAxis: [...zone],
    cell: { a: rounded(length(a)), b: rounded(length(b)), angle: rounded(angle({ a, b })) },
    cells: Math.max(1, Math.round(THICKNESS / step)),
    columns: columns.map((column) => projected(column, columns[0], smallest.basis)),
  }
  return { projection, axes, corner: columns[0], basis: smallest.basis, step }
}

/** Two directions across the beam, of length 1: along the first lattice vector, and so that x, y and the beam are right-handed. */
function axesAcross(zone: Zone, cell: Cell): readonly (readonly number[])[] {
  const beam = cartesian(zone, cell).map((value, _, all) => value / size(all))
  const [first] = acrossZone(zone).map((vector) => cartesian(vector, cell))
  const along = dot(first, beam)
  const across = first.map((value, k) => value - along * beam[k])
  const x = across.map((value) => value / size(across))
  return [x, [0, 1, 2].map((k) => beam[(k + 1) % 3] * x[(k + 2) % 3] - beam[(k + 2) % 3] * x[(k + 1) % 3])]
}

function flat(vector: readonly number[], [x, y]: readonly (readonly number[])[]): Vector {
  return { x: dot(vector, x), y: dot(vector, y) }
}

/** Whether every atom has its like after this translation. */
function repeatsAfter(translation: readonly number[], { atoms, cell }: Pick<Structure, 'atoms' | 'cell'>): boolean {
  return atoms.every(({ element, occupancy, position }) => {
    const moved = position.map((part, k) => part + translation[k])
    return atoms.some(
      (other) =>
        other.element === element && other.occupancy === occupancy && distance(other.position, moved, cell) < NEAR,
    )
  })
}

/** Named by its elements, those that scatter most first. */
function projected(column: Column, corner: Vector, basis: Basis): ProjectedColumn {
  const { u, v } = parts(minus(column, corner), basis)
  const counts = Object.entries(column.atoms).map(([symbol, count = 0]) => [symbol, rounded(count)] as const)
  const brightness = ([symbol, count]: readonly [string, number]) => scattering({ [symbol]: count })
  const atoms = counts.sort((one, other) => brightness(other) - brightness(one))
  return {
    name: atoms.map(([symbol]) => symbol).join('/'),
    position: [rounded(wrapped(u)), rounded(wrapped(v))],
    atoms: Object.fromEntries(atoms),
  }
}

/** To 5 decimals, as the JSON file has it; what is hardly below a whole cell is at its corner. */
function wrapped(part: number): number {
  const within = part - Math.floor(part)
  return within > 1 - 5e-6 ? 0 : within
}

function rounded(value: number): number {
  return Math.round(value * 1e5) / 1e5
}
