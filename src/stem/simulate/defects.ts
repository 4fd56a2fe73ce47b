import { InputError } from '../../errors'
import type { Random } from '../../nn'
import type { Atoms } from '../crystal/elements'
import { principalElement } from '../crystal/elements'
import type { Projection } from '../crystal/projection'
import { projectionLabel, sublatticesOf } from '../crystal/projection'
import type { DefectRequest, SimulationOptions } from './options'
import { isDisplacement, usualDisplacement } from './options'
import { columnSignals } from './signal'
import type { Column, Specimen } from './specimen'
import type { TrueDefect } from './truth'
import type { Vector } from '../math/vector'

/** From a defect to the image's edge and to the next defect (the larger of both axes), in the cell's longer edge. */
const EDGE = 1.7
const SEPARATION = 1.95

/** Changes some columns of `specimen`, chosen at random but clear of each other, and says which. */
export function introduceDefects(specimen: Specimen, options: SimulationOptions, random: Random): TrueDefect[] {
  const { crystal, pixelSize, defects } = options
  const cell = Math.max(crystal.cell.a, crystal.cell.b) / pixelSize
  const order = random.permutation(specimen.columns.length)
  const taken: Column[] = []
  return defects.flatMap((request) => {
    requireSublattice(request, crystal)
    const change = changeOf(request, specimen.lattice, options)
    const chosen: number[] = []
    for (const index of order) {
      if (chosen.length === request.count) break
      const column = specimen.columns[index]
      if (column.sublattice !== request.sublattice || !isInside(column, options, EDGE * cell)) continue
      if (taken.some((neighbour) => distance(column, neighbour) < SEPARATION * cell)) continue
      taken.push(column)
      chosen.push(index)
    }
    if (chosen.length < request.count) throw tooMany(request, chosen.length)
    return chosen.map((index) => {
      const { column, defect } = change(specimen.columns[index], random)
      specimen.columns[index] = column
      return defect
    })
  })
}

function tooMany({ sublattice, kind, count }: DefectRequest, fit: number): InputError {
  return new InputError(
    'too-many-defects',
    '',
    `${fit} of ${count} ${sublattice}-${kind} defects find room: ask for fewer, or a larger micrograph`,
  )
}

function isInside({ x, y }: Vector, { width, height }: SimulationOptions, margin: number): boolean {
  return x >= margin && y >= margin && x < width - margin && y < height - margin
}

function distance(a: Vector, b: Vector): number {
  return Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y))
}

/** A column as it becomes, and what is true of it. */
type Change = (column: Column, random: Random) => { column: Column; defect: TrueDefect }

function changeOf(request: DefectRequest, lattice: Specimen['lattice'], options: SimulationOptions): Change {
  return isDisplacement(request.kind) ? displacementOf(request, lattice, options) : exchangeOf(request, options)
}

function displacementOf(
  { kind, strength }: DefectRequest,
  lattice: Specimen['lattice'],
  { crystal, pixelSize }: SimulationOptions,
): Change {
  const way = strength ?? usualDisplacement(crystal)
  return (column, random) => {
    const displacement = alongLattice(lattice, way, random)
    const moved = { ...column, x: column.x + displacement.x / pixelSize, y: column.y + displacement.y / pixelSize }
    return { column: moved, defect: { ...placeOf(column), kind, atoms: 0, strength: 0, signal: 0, displacement } }
  }
}

/** Atoms of the column's principal element, missing or exchanged for those of another sublattice. */
function exchangeOf({ sublattice, kind, strength: part = 1 }: DefectRequest, options: SimulationOptions): Change {
  const { from, to } = elementsOf(sublattice, kind, options.crystal)
  const signalOf = columnSignals(options)
  return (column) => {
    const all = column.atoms[from] ?? 0
    const atoms = Math.min(Math.round(all * part), all)
    const changed = { ...column, atoms: exchanged(column.atoms, { from, to, count: atoms }) }
    const signal = signalOf(changed.atoms) / signalOf(column.atoms) - 1
    const strength = atoms / all
    return {
      column: changed,
      defect: { ...placeOf(column), kind, atoms, strength, signal, displacement: { x: 0, y: 0 } },
    }
  }
}

/** What leaves a column of a sublattice, and what takes its place: the principal element of the brightest other sublattice. */
export function elementsOf(sublattice: string, kind: DefectRequest['kind'], crystal: Projection) {
  const principal = sublatticesOf(crystal).map(({ name, atoms }) => ({ name, element: principalElement(atoms) }))
  const from = principal.find(({ name }) => name === sublattice)!.element
  if (kind !== 'antisite') return { from, to: null }
  const other = principal.find(({ element }) => element !== from)
  if (!other) {
    const cause = `${projectionLabel(crystal)} has no other element to stand on a site of ${sublattice}`
    throw new InputError('bad-defect', '', `${cause}: ask for a vacancy or a displacement`)
  }
  return { from, to: other.element }
}

function requireSublattice({ sublattice }: DefectRequest, crystal: Projection): void {
  const names = sublatticesOf(crystal).map(({ name }) => name)
  if (names.includes(sublattice)) return
  const cause = `${projectionLabel(crystal)} has no sublattice ${sublattice}`
  throw new InputError('bad-defect', '', `${cause}: there are ${names.join(', ')}`)
}

function placeOf({ sublattice, i, j, x, y }: Column) {
  return { sublattice, i, j, x, y }
}

/** Along a or b, one way or the other: the polar axes of a tetragonal perovskite. */
function alongLattice({ a, b }: Specimen['lattice'], length: number, random: Random): Vector {
  const axis = random.integer(2) === 0 ? a : b
  const scale = ((random.integer(2) === 0 ? 1 : -1) * length) / Math.hypot(axis.x, axis.y)
  return { x: axis.x * scale, y: axis.y * scale }
}

function exchanged(atoms: Atoms, { from, to, count }: { from: string; to: string | null; count: number }): Atoms {
  const changed: Record<string, number | undefined> = { ...atoms, [from]: (atoms[from] ?? 0) - count }
  if (to !== null) changed[to] = (changed[to] ?? 0) + count
  return changed
}
