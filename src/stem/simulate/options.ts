import { USUAL_CRYSTAL } from '../crystal/gallery'
import type { Projection } from '../crystal/projection'
import { brightestColumn, nearestSpacing } from '../crystal/projection'

/** What is done to a column: `ferroelectric` is the paper's word for a displacement. */
export const DEFECT_KINDS = ['vacancy', 'antisite', 'displacement', 'ferroelectric'] as const

export type DefectKind = (typeof DEFECT_KINDS)[number]

/** Whether columns are moved rather than changed. */
export function isDisplacement(kind: DefectKind): boolean {
  return kind === 'displacement' || kind === 'ferroelectric'
}

/** `count` columns of a sublattice changed in one way. */
export interface DefectRequest {
  /** By the crystal's name for it. */
  sublattice: string
  kind: DefectKind
  count: number
  /**
   * Vacancy, antisite: the part that is missing or replaced of the atoms of the column's principal element, 0–1 (1 when
   * left out). Displacement: its length along a lattice vector in Å (the crystal's usual one when left out).
   */
  strength?: number
  /** Multislice: how deep the missing or replaced atoms lie, Å from where the beam enters; anywhere when left out. */
  depth?: number
}

/** A planar fault, beyond which the crystal goes on translated: a stacking fault, an antiphase boundary. */
interface Fault {
  /** The lattice vector along which it runs. */
  along: 'a' | 'b'
  /** Where it cuts the other one, in cells from the origin, which lies near the middle of the micrograph. */
  at: number
  /** Of the crystal beyond, in units of the cell's edges. */
  translation: readonly [u: number, v: number]
}

/** A specimen, a microscope and its settings. Intensities are in units of the own peak of a perfect brightest column. */
export interface SimulationOptions {
  crystal: Projection
  seed: number
  /** Size of the micrograph, px. */
  width: number
  height: number
  /** Å per px. */
  pixelSize: number

  /** Direction of the first lattice vector, degrees from +x towards +y (down the image). */
  rotation: number
  /** What the angle between the lattice vectors exceeds the crystal's by, degrees. */
  shear: number
  /** By which the second lattice vector is longer than the crystal's, as a factor. */
  aspect: number
  /** Smooth strain of the whole field of view and slow drift with the row: departure from a rigid lattice, px rms. */
  distortion: number
  drift: number

  /** Thickness in unit cells. */
  cells: number
  /**
   * What sets one column apart from the next of its kind: relative intensity (rms) by sublattice, where it is not the
   * usual one; and position in Å (rms, each axis).
   */
  intensityScatter: Readonly<Partial<Record<string, number>>>
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

  /** None if left out. */
  faults?: readonly Fault[]
  defects: readonly DefectRequest[]
}

/**
 * Usual scatter of intensity: brightest columns, and the others. With noise and scan errors it is measured as 5 % and 8 %,
 * as in the paper's micrograph.
 */
const BRIGHTEST_SCATTER = 0.03
const OTHER_SCATTER = 0.05

/** Relative intensity (rms) by which the columns of a sublattice differ. */
export function scatterOf(
  sublattice: string,
  { crystal, intensityScatter }: Pick<SimulationOptions, 'crystal' | 'intensityScatter'>,
): number {
  const usual = sublattice === brightestColumn(crystal).name ? BRIGHTEST_SCATTER : OTHER_SCATTER
  return intensityScatter[sublattice] ?? usual
}

/**
 * Much like the paper's micrograph of SrTiO3, both measured on blurred columns: 24 px a cell, its noise, the scatter of its
 * column intensities, contrast (Sr − background)/(Ti − background) 1.66 to its 1.36; others have up to 1.76.
 */
export const DEFAULT_SIMULATION: Omit<SimulationOptions, 'seed'> = {
  crystal: USUAL_CRYSTAL,
  width: 512,
  height: 512,
  pixelSize: USUAL_CRYSTAL.cell.a / 23.87,
  rotation: -1,
  shear: 1.6,
  aspect: 0.985,
  distortion: 0.5,
  drift: 0.8,
  cells: 80,
  intensityScatter: {},
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

/** The paper's "ferroelectric" sets, Å. */
const PAPER_SHIFT = 1.15
/** No microscope is finer than this part of the usual probe: σ of 0.27 Å. */
const FINEST = 0.5

/** Length of a displacement of which nothing is said, Å: the same part of the nearest spacing as the paper's in SrTiO3. */
export function usualDisplacement(crystal: Projection): number {
  return PAPER_SHIFT * closeness(crystal)
}

/**
 * The options of a crystal of which nothing is said: where its columns are closer than those of SrTiO3, a microscope that is finer
 * by as much.
 */
export function usualSimulation(crystal: Projection): Omit<SimulationOptions, 'seed'> {
  const { pixelSize, positionScatter, probe, cells } = DEFAULT_SIMULATION
  const finer = Math.min(Math.max(closeness(crystal), FINEST), 1)
  return {
    ...DEFAULT_SIMULATION,
    crystal,
    cells: crystal.cells ?? cells,
    pixelSize: pixelSize * finer,
    positionScatter: positionScatter * finer,
    probe: { sigma: probe.sigma * finer, tail: probe.tail, tailSigma: probe.tailSigma * finer },
  }
}

/** Nearest spacing in that of SrTiO3. */
function closeness(crystal: Projection): number {
  return nearestSpacing(crystal) / nearestSpacing(USUAL_CRYSTAL)
}
