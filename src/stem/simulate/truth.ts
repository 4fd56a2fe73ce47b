import type { Sublattice } from './crystal'
import type { SimulationOptions } from './options'

export type DefectKind = 'vacancy' | 'ferroelectric' | 'antisite'

export interface TrueColumn {
  sublattice: Sublattice
  /** The cell it belongs to: lattice coordinates of the cell's corner. */
  i: number
  j: number
  /** Centre in pixels from the centre of the top left pixel, scan noise (jitter, hum, fly-back) apart. */
  x: number
  y: number
}

export interface TrueDefect extends TrueColumn {
  kind: DefectKind
  /** Cations of the column that are missing or replaced, and the part of all that they are; 0 for a shift. */
  atoms: number
  strength: number
  /** Relative change of the column's intensity: −1 when nothing is left of it. */
  signal: number
  /** By which the column is off its place, which is (x, y); Å. */
  displacement: { x: number; y: number }
}

/** Everything that is known of a simulated micrograph; plain data, as it is written to a file. */
export interface SimulationTruth {
  crystal: string
  /** Å per px. */
  pixelSize: number
  /** Site (0, 0) of cell (0, 0) and the lattice vectors before any distortion, px. */
  lattice: { origin: Vector; a: Vector; b: Vector }
  /** Columns whose centre lies in the image. */
  columns: TrueColumn[]
  defects: TrueDefect[]
  options: SimulationOptions
}

export interface Vector {
  x: number
  y: number
}
