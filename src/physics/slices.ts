import type { Engine, Storage } from '../kernels'
import { cropSpectrum, LARGEST_EDGE, Planes, structureSum } from '../kernels'
import { interaction, potentialOf } from './electron'
import type { Grid } from './frequencies'
import { frequency, overBand } from './frequencies'
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

/**
 * Slices no thicker than `thickest`, Å, all of one thickness. An atom's peak is sharper than a pixel, and e^(iφ) of it sharper still: the
 * transmissions are made on pixels of half the size, where there is room, and what the waves can see of them is kept.
 */
export function sliceSpecimen(
  engine: Engine,
  planes: Planes,
  { specimen, grid, kilovolts, thickest }: { specimen: Specimen; grid: Grid; kilovolts: number; thickest: number },
): Slices {
  const count = Math.max(1, Math.ceil(specimen.depth / thickest - 1e-9))
  const thickness = specimen.depth / count
  const fine: Grid = { ...grid, width: finer(grid.width), height: finer(grid.height) }
  const finePlanes = new Planes(engine, fine)
  const x = engine.allocate(2 * finePlanes.size)
  const mask = engine.upload(overBand(grid, () => [1, 0]))
  const elements = [...new Set(specimen.atoms.map(({ element }) => element))].sort()
  const factors = new Map(elements.map((element) => [element, phases(element, fine, kilovolts)]))
  const transmissions = sliced(specimen.atoms, count, thickness).map((atoms) => {
    const out = engine.allocate(2 * planes.size)
    if (atoms.length === 0) {
      engine.write(
        out,
        Float32Array.from({ length: 2 * planes.size }, (_, at) => 1 - (at % 2)),
      )
      return out
    }
    structureSum(engine, x, fine, placed(engine, atoms, fine, factors))
    finePlanes.pass(x, { axis: 'columns', direction: 'inverse', last: false })
    finePlanes.pass(x, { axis: 'rows', direction: 'inverse', middle: 'phase' })
    finePlanes.pass(x, { axis: 'columns', direction: 'forward', last: false })
    cropSpectrum(engine, { x, fine }, { out, coarse: grid, mask })
    planes.pass(out, { axis: 'columns', direction: 'inverse', last: false })
    planes.pass(out, { axis: 'rows', direction: 'inverse', last: false })
    return out
  })
  const release = () => {
    finePlanes.release()
    for (const storage of [x, mask, ...transmissions]) engine.release(storage)
  }
  return { transmissions, thickness, release }
}

/** Half the pixel, where a plane may have so many. */
function finer(edge: number): number {
  return Math.min(2 * edge, LARGEST_EDGE)
}

function sliced(atoms: readonly Atom[], count: number, thickness: number): Atom[][] {
  const slices = Array.from({ length: count }, (): Atom[] => [])
  for (const atom of atoms) {
    // An atom on a face belongs to the slice behind it, whatever its last digit.
    const slice = Math.floor(atom.z / thickness + 1e-6)
    slices[((slice % count) + count) % count].push(atom)
  }
  return slices
}

/** What an atom of the element adds to the phase at every frequency, rad; the inverse transform divides by the pixels. */
function phases(element: string, grid: Grid, kilovolts: number): Float32Array {
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
  factors: ReadonlyMap<string, Float32Array>,
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
