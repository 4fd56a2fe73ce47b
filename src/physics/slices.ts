import type { Engine, Planes, Storage } from '../kernels'
import { structureSum } from '../kernels'
import { interaction, potentialOf } from './electron'
import type { Grid } from './frequencies'
import { frequency, overBand } from './frequencies'
import type { ScatteringElement } from './scattering-factor'
import { scatteringFactor } from './scattering-factor'
import type { Atom, Specimen } from './specimen'

/** A specimen cut across the beam: what each slice does to the wave, and how often which slice comes. */
export interface Slices {
  /** Complex planes, band-limited. */
  transmissions: readonly Storage[]
  /** Å. */
  thickness: number
  release: () => void
}

/** Slices no thicker than `thickest`, Å, all of one thickness. */
export function sliceSpecimen(
  engine: Engine,
  planes: Planes,
  { specimen, grid, kilovolts, thickest }: { specimen: Specimen; grid: Grid; kilovolts: number; thickest: number },
): Slices {
  const count = Math.max(1, Math.ceil(specimen.depth / thickest - 1e-9))
  const thickness = specimen.depth / count
  const band = engine.upload(overBand(grid, () => [1, 0]))
  const elements = [...new Set(specimen.atoms.map(({ element }) => element))].sort()
  const factors = new Map(elements.map((element) => [element, phases(element, grid, kilovolts)]))
  const slices = Array.from({ length: count }, (): Atom[] => [])
  for (const atom of specimen.atoms) {
    // An atom on a face belongs to the slice behind it, whatever its last digit.
    const slice = Math.floor(atom.z / thickness + 1e-6)
    slices[((slice % count) + count) % count].push(atom)
  }
  const held: Storage[] = [band]
  const transmissions = slices.map((atoms) => {
    const plane = engine.allocate(2 * planes.size)
    held.push(plane)
    if (atoms.length > 0) structureSum(engine, plane, grid, placed(engine, atoms, grid, factors))
    planes.pass(plane, { axis: 'columns', direction: 'inverse', last: false })
    planes.pass(plane, { axis: 'rows', direction: 'inverse', middle: 'phase' })
    planes.pass(plane, { axis: 'columns', direction: 'forward', middle: band })
    planes.pass(plane, { axis: 'rows', direction: 'inverse', last: false })
    return plane
  })
  return { transmissions, thickness, release: () => held.forEach((storage) => engine.release(storage)) }
}

/** What an atom of the element adds to the phase at every frequency, rad; the inverse transform divides by the pixels. */
function phases(element: ScatteringElement, grid: Grid, kilovolts: number): Float32Array {
  const { width, height, edges } = grid
  const perFactor = (interaction(kilovolts) * potentialOf(1) * width * height) / (edges[0] * edges[1])
  return Float32Array.from({ length: width * height }, (_, at) => {
    const kx = frequency(at % width, width) / edges[0]
    const ky = frequency(Math.floor(at / width), height) / edges[1]
    return perFactor * scatteringFactor(element, kx ** 2 + ky ** 2)
  })
}

function placed(
  engine: Engine,
  atoms: readonly Atom[],
  { width, height, edges }: Grid,
  factors: ReadonlyMap<ScatteringElement, Float32Array>,
) {
  const elements = [...factors.keys()].filter((element) => atoms.some((atom) => atom.element === element))
  const sorted = elements.flatMap((element) => atoms.filter((atom) => atom.element === element))
  const ends = elements.map((element) => sorted.findLastIndex((atom) => atom.element === element) + 1)
  const planes = new Float32Array(elements.length * width * height)
  elements.forEach((element, n) => planes.set(factors.get(element)!, n * width * height))
  return {
    columns: engine.constant(
      turns(
        sorted.map(({ x }) => x / edges[0]),
        width,
      ),
    ),
    rows: engine.constant(
      turns(
        sorted.map(({ y }) => y / edges[1]),
        height,
      ),
    ),
    ends: engine.constant(new Float32Array(Uint32Array.from(ends).buffer)),
    factors: engine.constant(planes),
  }
}

/** e^(−2πi k X) of each place, in units of the edge: `[places, length]` complex numbers. */
function turns(places: readonly number[], length: number): Float32Array {
  const values = new Float32Array(2 * length * places.length)
  places.forEach((place, n) => {
    for (let k = 0; k < length; k++) {
      const angle = -2 * Math.PI * frequency(k, length) * place
      values.set([Math.cos(angle), Math.sin(angle)], 2 * (n * length + k))
    }
  })
  return values
}
