import { InputError } from '../../errors'
import type { Random } from '../../nn'
import type { Atoms, Element } from './crystal'
import type { DefectRequest, SimulationOptions } from './options'
import { columnSignal } from './signal'
import type { Column, Specimen } from './specimen'
import type { DefectKind, TrueDefect, Vector } from './truth'

/** The paper's "ferroelectric" sets, Å. */
const PAPER_SHIFT = 1.15
/** From a defect to the image's edge and to the next defect (the larger of both axes), in lattice constants. */
const EDGE = 1.7
const SEPARATION = 1.95

const cations = { sr: 'Sr', ti: 'Ti' } as const
const other = { Sr: 'Ti', Ti: 'Sr' } as const

/** Changes atoms of some columns of `specimen`, chosen at random but clear of each other, and says which. */
export function introduceDefects(specimen: Specimen, options: SimulationOptions, random: Random): TrueDefect[] {
  const cell = Math.hypot(specimen.lattice.a.x, specimen.lattice.a.y)
  const order = random.permutation(specimen.columns.length)
  const taken: Column[] = []
  return options.defects.flatMap((request) => {
    const [sublattice, kind] = request.set.split('-') as ['sr' | 'ti', DefectKind]
    const chosen: number[] = []
    for (const index of order) {
      if (chosen.length === request.count) break
      const column = specimen.columns[index]
      if (column.sublattice !== sublattice || !isInside(column, options, EDGE * cell)) continue
      if (taken.some((neighbour) => distance(column, neighbour) < SEPARATION * cell)) continue
      taken.push(column)
      chosen.push(index)
    }
    if (chosen.length < request.count) throw tooMany(request, chosen.length)
    return chosen.map((index) => {
      const { column, defect } = change(specimen, specimen.columns[index], kind, request, options, random)
      specimen.columns[index] = column
      return defect
    })
  })
}

function tooMany({ set, count }: DefectRequest, fit: number): InputError {
  return new InputError(
    'too-many-defects',
    '',
    `${fit} of ${count} ${set} defects find room: ask for fewer, or a larger micrograph`,
  )
}

function isInside({ x, y }: Vector, { width, height }: SimulationOptions, margin: number): boolean {
  return x >= margin && y >= margin && x < width - margin && y < height - margin
}

function distance(a: Vector, b: Vector): number {
  return Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y))
}

function change(
  { lattice }: Specimen,
  column: Column,
  kind: DefectKind,
  request: DefectRequest,
  { cells, pixelSize }: SimulationOptions,
  random: Random,
): { column: Column; defect: TrueDefect } {
  const { sublattice, i, j, x, y } = column
  const place = { sublattice, i, j, x, y }
  if (kind === 'ferroelectric') {
    const shift = request.strength ?? PAPER_SHIFT
    const displacement = alongLattice(lattice, shift, random)
    const moved = { ...column, x: x + displacement.x / pixelSize, y: y + displacement.y / pixelSize }
    return { column: moved, defect: { ...place, kind, atoms: 0, strength: 0, signal: 0, displacement } }
  }
  const cation = cations[sublattice as 'sr' | 'ti']
  const atoms = Math.round(column.atoms[cation] * (request.strength ?? 1))
  const changed = { ...column, atoms: replace(column.atoms, cation, kind === 'antisite' ? other[cation] : null, atoms) }
  const signal = columnSignal(changed.atoms, cells) / columnSignal(column.atoms, cells) - 1
  const strength = atoms / column.atoms[cation]
  return { column: changed, defect: { ...place, kind, atoms, strength, signal, displacement: { x: 0, y: 0 } } }
}

/** Along a or b, one way or the other: the polar axes of a tetragonal perovskite. */
function alongLattice({ a, b }: Specimen['lattice'], length: number, random: Random): Vector {
  const axis = random.integer(2) === 0 ? a : b
  const scale = ((random.integer(2) === 0 ? 1 : -1) * length) / Math.hypot(axis.x, axis.y)
  return { x: axis.x * scale, y: axis.y * scale }
}

function replace(atoms: Atoms, from: Element, to: Element | null, count: number): Atoms {
  const changed = { ...atoms, [from]: atoms[from] - count }
  if (to) changed[to] += count
  return changed
}
