import type { LongCall } from '../progress'
import type { Annulus } from './detectors'
import type { Microscope } from './probe'
import type { Specimen } from './specimen'

/** Atoms that are caught in their thermal motion, each by itself: the mean over many such specimens is what a detector sees. */
export interface Phonons {
  /** Of each element along an axis, root mean square, Å: √(B / 8π²). What is not named stands still. */
  rms: Readonly<Record<string, number>>
  configurations: number
  seed: number
}

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
  /** By which the specimen's columns lean towards x and y on their way down, mrad. */
  tilt?: { x: number; y: number }
  phonons?: Phonons
  /** Where the probe stands, Å. */
  places: readonly { x: number; y: number }[]
}

export interface SeriesOptions extends ScanOptions {
  /** Repeats of the specimen after which the detectors look, in rising order. */
  after: readonly number[]
}
