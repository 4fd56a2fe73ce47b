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

/**
 * Instead of every probe, the plane waves go through the specimen of which probes are made: each f-th within the aperture in both
 * directions, f the `interpolation`; 1 for all of them, which is the multislice method but for rounding. From 2 on every probe shares the
 * specimen with others, so many pixels away, and what is behind it is taken from 1/f of the box around it (Ophus, Adv. Struct. Chem. Imaging 3
 * (2017) 13).
 */
export interface Prism {
  interpolation: number
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
  prism?: Prism
  /** Where the probe stands, Å. */
  places: readonly { x: number; y: number }[]
}

export interface SeriesOptions extends ScanOptions {
  /** Repeats of the specimen after which the detectors look, in rising order. */
  after: readonly number[]
}

/** Takes what is seen, `[thickness][detector][place]`, of some places: numbers of them. */
export type Use = (seen: readonly (readonly (readonly number[])[])[], places: readonly number[]) => void
