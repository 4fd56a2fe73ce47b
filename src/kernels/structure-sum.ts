import sumSource from '../../shaders/structure_sum.wgsl?raw'
import type { Engine } from './engine'
import type { Plane } from './fft'
import type { Storage } from './storage'

/** Atoms by element, as `structureSum` takes them. */
export interface PlacedAtoms {
  /** `[atoms, width]` and `[atoms, height]` complex numbers: e^(−2πi k X) of each atom. */
  columns: Storage
  rows: Storage
  /** Behind the last atom of each element. */
  ends: Storage
  /** `[elements, height, width]`: what an atom of each adds at every frequency. */
  factors: Storage
}

/** The atoms' sum in Fourier space, into a plane. */
export function structureSum(engine: Engine, out: Storage, { width, height }: Plane, atoms: PlacedAtoms): void {
  const constants = {
    W: width,
    H: height,
    ATOMS: atoms.columns.length / (2 * width),
    ELEMENTS: atoms.ends.length,
  }
  const kernel = { label: 'structure sum', source: sumSource, constants }
  const { columns, rows, ends, factors } = atoms
  engine.record(kernel, { 0: columns, 1: rows, 2: ends, 3: factors, 4: out }, width * height)
}
