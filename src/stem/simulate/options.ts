import type { Sublattice } from './crystal'
import { SRTIO3 } from './crystal'
import type { DefectSet } from '../paper/image-sets'

/** `count` columns changed in one way. */
export interface DefectRequest {
  set: DefectSet
  count: number
  /**
   * Vacancy, antisite: the part of the column's cations that is missing or replaced, 0–1 (1 when left out).
   * Ferroelectric: the shift along a lattice vector in Å (the paper's 1.15 when left out).
   */
  strength?: number
}

/** A specimen, a microscope and its settings. Intensities are in units of a perfect Sr column's own peak. */
export interface SimulationOptions {
  seed: number
  /** Size of the micrograph, px. */
  width: number
  height: number
  /** Å per px. */
  pixelSize: number

  /** Direction of the first lattice vector, degrees from +x towards +y (down the image). */
  rotation: number
  /** What the angle between the lattice vectors exceeds 90° by, degrees. */
  shear: number
  /** Length of the second lattice vector over that of the first. */
  aspect: number
  /** Smooth strain of the whole field of view and slow drift with the row: departure from a rigid lattice, px rms. */
  distortion: number
  drift: number

  /** Thickness in unit cells. */
  cells: number
  /** What sets one column apart from the next of its kind: relative intensity (rms), and position in Å (rms, each axis). */
  intensityScatter: Readonly<Record<Sublattice, number>>
  positionScatter: number
  /** σ of the probe with its source, Å; the part of its intensity in broad tails, and the σ of these, Å. */
  probe: { sigma: number; tail: number; tailSigma: number }

  /** Shifts along the fast axis, px: of each row (rms), of mains hum (amplitude), of the fly-back at the left edge. */
  rowJitter: number
  hum: number
  flyback: number

  background: number
  /** Slow change of the whole intensity by thickness and contamination, relative rms. */
  thicknessField: number
  /** Speckle of amorphous surface layers, rms. */
  amorphous: number

  /** Electrons detected in a pixel of intensity 1. */
  dose: number
  /** Of the detector's electronics, rms, as a part of the full scale. */
  readNoise: number
  bits: 8 | 16

  defects: readonly DefectRequest[]
}

/**
 * Much like the paper's micrograph, both measured on blurred columns: 24 px a cell, its noise, the scatter of its column
 * intensities (5 % Sr, 8 % Ti, noise and scan errors included), contrast (Sr − background)/(Ti − background) 1.66 to its
 * 1.36; others have up to 1.76.
 */
export const DEFAULT_SIMULATION: Omit<SimulationOptions, 'seed'> = {
  width: 512,
  height: 512,
  pixelSize: SRTIO3.latticeConstant / 23.87,
  rotation: -1,
  shear: 1.6,
  aspect: 0.985,
  distortion: 0.5,
  drift: 0.8,
  cells: 80,
  intensityScatter: { sr: 0.03, ti: 0.05, o: 0.05 },
  positionScatter: 0.05,
  probe: { sigma: 0.53, tail: 0.15, tailSigma: 1.2 },
  rowJitter: 0.4,
  hum: 0.15,
  flyback: 1,
  background: 0.03,
  thicknessField: 0.02,
  amorphous: 0.015,
  dose: 150,
  readNoise: 0.055,
  bits: 8,
  defects: [],
}
