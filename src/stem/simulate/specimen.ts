import type { Random } from '../../nn'
import type { Atoms } from '../crystal/elements'
import type { ProjectedColumn } from '../crystal/projection'
import type { SimulationOptions } from './options'
import { scatterOf } from './options'
import { columnOf } from './signal'
import { smoothField } from './smooth-field'
import type { TrueColumn } from './truth'
import type { Vector } from '../math/vector'

/** A column with all its atoms. */
export interface Column extends TrueColumn {
  atoms: Atoms
  /** By which this column differs from the next of the same composition. */
  brightness: number
}

export interface Specimen {
  lattice: { origin: Vector; a: Vector; b: Vector }
  columns: Column[]
  /** Where strain and drift take a place, px. */
  displaced: (ideal: Vector) => Vector
}

/** Beyond the image's edges, in Å: columns there still send their tails in. */
const MARGIN = 6
/** Waves of strain and of drift to the field of view. */
const STRAIN_CYCLES = 1.5
export const DRIFT_CYCLES = 1.5

/** The perfect crystal under the beam: its columns in place, rotated, sheared, strained and drifted, without defects. */
export function growSpecimen(options: SimulationOptions, random: Random): Specimen {
  const lattice = orientedLattice(options, random)
  const displaced = distortion(options, random)
  const margin = MARGIN / options.pixelSize
  const inside = ({ x, y }: Vector) =>
    x > -margin && y > -margin && x < options.width + margin && y < options.height + margin
  const columns: Column[] = []
  const reach = cellsOutwards(lattice, Math.hypot(options.width, options.height) / 2 + margin)
  for (let i = -reach.i; i <= reach.i; i++) {
    for (let j = -reach.j; j <= reach.j; j++) {
      for (const site of options.crystal.columns) {
        const { u, v } = beyondFaults({ u: i + site.position[0], v: j + site.position[1] }, options)
        const ideal = position(lattice, u, v)
        if (inside(ideal)) columns.push(grow(site, { i, j, ...displaced(ideal) }, options, random))
      }
    }
  }
  return { lattice, columns, displaced }
}

/** Where a place of the lattice comes to lie, in cells: translated by each fault that it lies beyond. */
function beyondFaults(ideal: { u: number; v: number }, { faults = [] }: Pick<SimulationOptions, 'faults'>) {
  return faults.reduce(({ u, v }, { along, at, translation }) => {
    const isBeyond = (along === 'a' ? ideal.v : ideal.u) > at
    return isBeyond ? { u: u + translation[0], v: v + translation[1] } : { u, v }
  }, ideal)
}

function grow(
  { name, atoms }: ProjectedColumn,
  place: { i: number; j: number; x: number; y: number },
  options: SimulationOptions,
  random: Random,
): Column {
  const scatter = () => (random.normal() * options.positionScatter) / options.pixelSize
  return {
    sublattice: name,
    ...place,
    x: place.x + scatter(),
    y: place.y + scatter(),
    atoms: columnOf(atoms, options.cells),
    brightness: Math.max(0, 1 + random.normal() * scatterOf(name, options)),
  }
}

function orientedLattice(options: SimulationOptions, random: Random): Specimen['lattice'] {
  const { cell } = options.crystal
  const vector = (scale: number, degrees: number) => ({
    x: scale * Math.cos((degrees * Math.PI) / 180),
    y: scale * Math.sin((degrees * Math.PI) / 180),
  })
  const a = vector(cell.a / options.pixelSize, options.rotation)
  const b = vector((cell.b / options.pixelSize) * options.aspect, options.rotation + cell.angle + options.shear)
  const centre = { x: options.width / 2, y: options.height / 2 }
  return { origin: position({ origin: centre, a, b }, random.uniform(), random.uniform()), a, b }
}

/** Cells to either side of the origin, which lies in the middle of the image, that cover all within `distance` of it, px. */
function cellsOutwards({ a, b }: Specimen['lattice'], distance: number): { i: number; j: number } {
  const area = Math.abs(a.x * b.y - a.y * b.x)
  const reach = (other: Vector) => Math.ceil((distance * Math.hypot(other.x, other.y)) / area) + 2
  return { i: reach(b), j: reach(a) }
}

function position({ origin, a, b }: Specimen['lattice'], u: number, v: number): Vector {
  return { x: origin.x + u * a.x + v * b.x, y: origin.y + u * a.y + v * b.y }
}

/** Moves a point by the strain of its place and the drift of its row; `distortion` and `drift` are lengths, px rms. */
function distortion({ width, height, ...options }: SimulationOptions, random: Random): (at: Vector) => Vector {
  const component = (rms: number, cycles: number, rowsOnly: boolean) => {
    const field = smoothField(random, { width, height, cycles, rowsOnly })
    return ({ x, y }: Vector) => (rms / Math.SQRT2) * field(x, y)
  }
  const strain = [
    component(options.distortion, STRAIN_CYCLES, false),
    component(options.distortion, STRAIN_CYCLES, false),
  ]
  const drift = [component(options.drift, DRIFT_CYCLES, true), component(options.drift, DRIFT_CYCLES, true)]
  return (at) => ({ x: at.x + strain[0](at) + drift[0](at), y: at.y + strain[1](at) + drift[1](at) })
}
