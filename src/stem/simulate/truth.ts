import type { Vector } from '../math/vector'
import { projectionNamed } from '../crystal/gallery'
import type { Projection } from '../crystal/projection'
import { projectionLabel } from '../crystal/projection'
import type { DefectKind, DefectRequest, SimulationOptions } from './options'
import { scatterOf } from './options'

export interface TrueColumn {
  sublattice: string
  /** The cell it belongs to: lattice coordinates of the cell's corner. */
  i: number
  j: number
  /** Centre in pixels from the centre of the top left pixel, scan noise (jitter, hum, fly-back) apart. */
  x: number
  y: number
}

export interface TrueDefect extends TrueColumn {
  kind: DefectKind
  /** Atoms of the column that are missing or replaced, and the part of all of their element that they are; 0 for a shift. */
  atoms: number
  strength: number
  /** Relative change of the column's intensity: −1 when nothing is left of it. */
  signal: number
  /** By which the column is off its place, which is (x, y); Å. */
  displacement: { x: number; y: number }
  /** Simulated by multislice: how deep the atoms lie that are missing, replaced or moved, Å from where the beam enters. */
  depths?: number[]
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
  options: RecordedOptions
  /** How it was simulated by multislice. */
  multislice?: RecordedMultislice
}

/** Every probe is followed, or the plane waves of which all are made; `auto` takes the faster one. The result is the same. */
export const METHODS = ['auto', 'multislice', 'prism'] as const
type Method = (typeof METHODS)[number]

export interface RecordedMultislice {
  kilovolts: number
  /** mrad, Å, mm. */
  aperture: number
  defocus: number
  cs: number
  detector: { inner: number; outer: number }
  method: Method
  /** Full width at half maximum, Å. */
  source: number
  /** mrad. */
  tilt: { x: number; y: number }
  phonons: number
  /** Å. */
  thickness: number
  /** Part of the beam that reaches the detector from the brightest place of a perfect cell: intensity 1. */
  brightest: number
}

/** The options as the file has them. */
export interface RecordedOptions extends Omit<SimulationOptions, 'crystal' | 'defects' | 'intensityScatter'> {
  /** Only where it is not one of Lacuna's own, which its name tells. */
  crystal?: Projection
  intensityScatter: Record<string, number>
  /** `set` is the sublattice and the kind, as `ti-vacancy`. */
  defects: (Pick<DefectRequest, 'count' | 'strength'> & { set: string })[]
}

export function recordedOptions({ crystal, ...options }: SimulationOptions): RecordedOptions {
  const scatters = crystal.columns.map(({ name }) => [name, scatterOf(name, { crystal, ...options })] as const)
  return {
    ...options,
    intensityScatter: Object.fromEntries(scatters),
    defects: options.defects.map(({ sublattice, kind, ...rest }) => ({ set: `${sublattice}-${kind}`, ...rest })),
    ...(projectionNamed(projectionLabel(crystal)) !== crystal && { crystal }),
  }
}
