import type { Engine, PlacedAtoms, Storage } from '../kernels'
import { cropSpectrum, LARGEST_EDGE, Planes, structureSum } from '../kernels'
import { interaction, potentialOf } from './electron'
import type { Grid } from './frequencies'
import { eachFrequency, frequency, overBand } from './frequencies'
import { scatteringFactor } from './scattering-factor'
import type { Atom, Specimen } from './specimen'

/** A specimen cut across the beam: the atoms of each slice, and how thick every one of them is, Å: `thickest` at most. */
export function cut({ atoms, depth }: Specimen, thickest: number): { slices: Atom[][]; thickness: number } {
  const count = Math.max(1, Math.ceil(depth / thickest - 1e-9))
  const thickness = depth / count
  const slices = Array.from({ length: count }, (): Atom[] => [])
  for (const atom of atoms) {
    // An atom on a face belongs to the slice behind it, whatever its last digit.
    const slice = Math.floor(atom.z / thickness + 1e-6)
    slices[((slice % count) + count) % count].push(atom)
  }
  return { slices, thickness }
}

/**
 * What each slice does to the wave, into a plane of `outs` for each: complex, and of the frequencies within the band alone. An atom's peak is
 * sharper than a pixel, and e^(iφ) of it sharper still: it is made on pixels of half the size, where there is room, and what the waves can see
 * of it is kept.
 */
export async function transmit(
  engine: Engine,
  { grid, outs }: { grid: Grid; outs: readonly Storage[] },
  { slices, kilovolts }: { slices: readonly (readonly Atom[])[]; kilovolts: number },
): Promise<void> {
  const fine: Grid = { ...grid, width: finer(grid.width), height: finer(grid.height) }
  const [planes, finePlanes] = [new Planes(engine, grid), new Planes(engine, fine)]
  const elements = [...new Set(slices.flat().map(({ element }) => element))].sort()
  const factors = new Map(elements.map((element) => [element, phases(element, fine, kilovolts)]))
  const held: Storage[] = []
  try {
    const x = engine.allocate(finePlanes.length)
    held.push(x)
    const mask = engine.upload(overBand(grid, () => [1, 0]))
    held.push(mask)
    for (const [n, atoms] of slices.entries()) {
      const out = outs[n]
      if (atoms.length === 0) {
        engine.write(out, vacuum(grid.width * grid.height))
        continue
      }
      structureSum(engine, x, fine, placed(engine, atoms, fine, factors))
      finePlanes.pass(x, { axis: 'columns', direction: 'inverse', last: false })
      finePlanes.pass(x, { axis: 'rows', direction: 'inverse', middle: 'phase' })
      finePlanes.pass(x, { axis: 'columns', direction: 'forward', last: false })
      cropSpectrum(engine, { x, fine }, { out, coarse: grid, mask })
      planes.pass(out, { axis: 'columns', direction: 'inverse', last: false })
      planes.pass(out, { axis: 'rows', direction: 'inverse', last: false })
      // The next slice's atoms take the place of these.
      await engine.tidy()
    }
  } finally {
    planes.release()
    finePlanes.release()
    for (const storage of held) engine.release(storage)
  }
}

/** Half the pixel, where a plane may have so many. */
function finer(edge: number): number {
  return Math.min(2 * edge, LARGEST_EDGE)
}

/** Lets all through: 1 everywhere. */
function vacuum(pixels: number): Float32Array {
  return Float32Array.from({ length: 2 * pixels }, (_, at) => 1 - (at % 2))
}

/** What an atom of the element adds to the phase at every frequency, rad; the inverse transform divides by the pixels. */
function phases(element: string, grid: Grid, kilovolts: number): Float32Array {
  const pixels = grid.width * grid.height
  const perFactor = (interaction(kilovolts) * potentialOf(1) * pixels) / (grid.edges[0] * grid.edges[1])
  const values = new Float32Array(pixels)
  eachFrequency(grid, (kx, ky, pixel) => (values[pixel] = perFactor * scatteringFactor(element, kx ** 2 + ky ** 2)))
  return values
}

/** The atoms by element; freed with the results of operations. */
function placed(
  engine: Engine,
  atoms: readonly Atom[],
  { width, height, edges }: Grid,
  factors: ReadonlyMap<string, Float32Array>,
): PlacedAtoms {
  const elements = [...factors.keys()].filter((element) => atoms.some((atom) => atom.element === element))
  const sorted = elements.flatMap((element) => atoms.filter((atom) => atom.element === element))
  const ends = elements.map((element) => sorted.findLastIndex((atom) => atom.element === element) + 1)
  const [xs, ys] = [sorted.map(({ x }) => x / edges[0]), sorted.map(({ y }) => y / edges[1])]
  const planes = new Float32Array(elements.length * width * height)
  elements.forEach((element, n) => planes.set(factors.get(element)!, n * width * height))
  return {
    columns: engine.constant(turns(xs, width, sorted)),
    rows: engine.constant(turns(ys, height)),
    ends: engine.constant(Uint32Array.from(ends)),
    factors: engine.constant(planes),
  }
}

/** e^(−2πi k X) of each place, in units of the edge, times the atom's part where given: `[places, length]` complex numbers. */
function turns(places: readonly number[], length: number, atoms?: readonly Atom[]): Float32Array {
  const values = new Float32Array(2 * length * places.length)
  places.forEach((place, n) => {
    const part = atoms?.[n].part ?? 1
    for (let k = 0; k < length; k++) {
      const angle = -2 * Math.PI * frequency(k, length) * place
      values.set([part * Math.cos(angle), part * Math.sin(angle)], 2 * (n * length + k))
    }
  })
  return values
}
