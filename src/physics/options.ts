import type { LongCall } from '../progress'
import type { Annulus } from './detectors'
import type { Microscope } from './probe'
import type { Specimen } from './specimen'

/** What is scanned, how, and where. */
export interface ScanOptions extends LongCall {
  specimen: Specimen
  microscope: Microscope
  detectors: readonly Annulus[]
  /** Pixels across the box: powers of two from 16 to 2048. */
  width: number
  height: number
  /** Slices are no thicker, Å. */
  thickest: number
  /** The specimen comes so many times, one behind another. */
  repeats?: number
  /** Where the probe stands, Å. */
  places: readonly { x: number; y: number }[]
}
