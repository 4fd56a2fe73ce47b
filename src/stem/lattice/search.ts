import type { Mask } from '../clean/picture'
import { CUT } from '../clean/picture'
import { longRangeOrder, track } from './track'
import type { DisplacementField } from './displacement-field'
import { withDomains } from './domains'
import { atGridPoints } from './displacement-field'
import { noiseFloor } from './floor'
import type { Basis } from '../math/vector'
import { area, length, oriented } from '../math/vector'
import { reciprocal } from '../math/affine'
import { followWaves, strongestWaves } from './harmonics'
import { indexPeaks } from './indexing'
import type { Grid } from './grid'
import { gridOver } from './grid'
import { findPeaks, noisePeak } from './peaks'
import { binned, flattened } from './prepare'
import type { Plane, Spectrum } from './spectrum'
import { averageSpectrum } from './spectrum'
import { completeBasis } from './subcell'

/** Background is what changes over more than this, px of the binned picture. */
const FLATTENING = 40
/** Cells larger than this are looked at in a picture of half the size: two pixels of noise for one, and sharper peaks. */
const LARGE_CELL = 24
/** A picture is not made smaller than this. */
const SMALLEST = 190
/** Long sides beyond this are halved at once: 10 px a cell, the fewest there may be, are 5 then. */
const LARGE_PICTURE = 2048
/** σ of the window that follows the lattice, in its longer vector; doubled while noise hides the lattice. */
const WINDOW = 0.8
const WIDENINGS = 2
/** Of a picture with fewer windows (px over σ²) nothing could be said. */
const FEWEST_WINDOWS = 150
/** Contrast of the explained peaks together, in units of the strongest peak that noise has. */
export const LEAST_EVIDENCE = 5
/** Below this the window is too small for the noise. */
const CLEAR_ORDER = 0.75

/** What the spectrum tells: a lattice, not refined and not yet believed. */
export interface Candidate {
  /** Binned by `factor` and flattened. */
  plane: Plane
  factor: number
  spectrum: Spectrum
  floor: Float64Array
  /** Of the real lattice in pixels of `plane`; null where no two peaks span one. */
  basis: Basis | null
  /** Contrast of the peaks that it explains, added up, in units of what noise reaches once in a spectrum. */
  evidence: number
  peaks: { explained: number; found: number }
}

/** Looks for a lattice in the averaged spectrum, in a picture as small as its cell allows. */
export function searchSpectrum(picture: Plane): Candidate {
  let factor = Math.max(1, Math.ceil(Math.max(picture.width, picture.height) / LARGE_PICTURE))
  for (;;) {
    const candidate = searchBinned(picture, factor)
    const { basis, plane } = candidate
    const isLarge = basis && Math.sqrt(area(basis)) >= LARGE_CELL && Math.min(plane.width, plane.height) >= 2 * SMALLEST
    if (!isLarge) return candidate
    factor *= 2
  }
}

function searchBinned(picture: Plane, factor: number): Candidate {
  return { ...searchPlane(flattened(binned(picture, factor), FLATTENING)), factor }
}

/** What the spectrum of a flattened picture tells. */
export function searchPlane(plane: Plane): Candidate {
  const spectrum = averageSpectrum(plane)
  const floor = noiseFloor(spectrum)
  const peaks = findPeaks(spectrum, floor)
  const indexed = indexPeaks(peaks, spectrum)
  const basis = indexed && oriented(reciprocal(completeBasis(indexed.basis, spectrum, floor, peaks)))
  return {
    plane,
    factor: 1,
    spectrum,
    floor,
    basis,
    evidence: (indexed?.evidence ?? 0) / noisePeak(spectrum),
    peaks: { explained: indexed?.explained ?? 0, found: peaks.length },
  }
}

export interface Followed {
  displacement: DisplacementField
  /** How far the lattice holds over a distance; see `longRangeOrder`. */
  order: number
}

/** What of the whole picture shows no specimen, and how long its rows are. */
export interface Masked {
  mask: Mask
  width: number
}

/** Whether a point of a grid on the picture binned by `factor` is not masked. */
function isShown(grid: Grid, factor: number, { mask, width }: Masked): (at: number) => boolean {
  return (at) => {
    if (!mask) return true
    const x = Math.round(factor * (grid.origin.x + (at % grid.columns) * grid.step.x))
    const y = Math.round(factor * (grid.origin.y + Math.floor(at / grid.columns) * grid.step.y))
    const is = mask[y * width + x]
    return is === 0 || is === CUT
  }
}

/** Follows a candidate's lattice across the micrograph, through as wide a window as its noise needs. */
export function follow(
  { plane, factor, spectrum, floor, basis }: Candidate & { basis: Basis },
  masked: Masked,
): Followed {
  const frequencies = strongestWaves(reciprocal(basis), spectrum, floor)
  const spacing = Math.sqrt(area(basis))
  const flat = flattened(plane, Math.round(length(basis.b) + length(basis.a)))
  let best: Followed | null = null
  for (let widening = 0; widening <= WIDENINGS; widening++) {
    const sigma = WINDOW * Math.max(length(basis.a), length(basis.b)) * 2 ** widening
    if (best && (plane.width * plane.height) / (sigma * sigma) < FEWEST_WINDOWS) break
    const grid = gridOver(plane, spacing * Math.SQRT2 ** widening)
    const harmonics = followWaves(flat, frequencies, grid, sigma)
    const tracked = track(harmonics, grid, basis)
    const comparison = { harmonics, motif: tracked.motif }
    const displacement = withDomains(comparison, tracked.displacement, basis)
    const order = longRangeOrder(comparison, displacement, { sigma, counts: isShown(grid, factor, masked) })
    if (!best || order > best.order) best = { displacement: atGridPoints(displacement, flat, sigma), order }
    if (order >= CLEAR_ORDER) break
  }
  return best!
}
