import type { Vector } from '../math/vector'
import { exponentialMeanQuantile, normalUpper } from '../math/distributions'
import { length, norm } from '../math/vector'
import { vertex } from '../math/interpolate'
import { medianInPlace } from '../math/robust'
import type { Spectrum } from './spectrum'
import { binAt, powerAt } from './spectrum'

/** A narrow maximum of the spectrum. */
export interface Peak {
  /** Cycles per pixel, to a fraction of a bin; x ≥ 0. */
  frequency: Vector
  power: number
  /** Power over what surrounds it: over the noise floor, and over the lines through it along both axes. */
  contrast: number
}

/** Longest and shortest period that is looked for, px; the shortest is for harmonics and half cells. */
const LONGEST = 110
const SHORTEST = 2.2
/** Maxima with less of the strongest one's power are the speckle of its smeared line, or tell nothing new of the lattice. */
const WEAKEST = 4e-3
/** A maximum is the largest within so many bins. */
const APART = 2

/** The peaks that stand out by more than noise does anywhere in the spectrum, the clearest first. */
export function findPeaks(spectrum: Spectrum, floor: Float64Array, limit = 80): Peak[] {
  const { columns, rows, power } = spectrum
  const half = columns / 2 + 1
  const threshold = noisePeak(spectrum)
  const peaks: Peak[] = []
  for (let y = 0; y < rows; y++) {
    const row = y < rows / 2 ? y : y - rows
    for (let x = 0; x < half; x++) {
      const at = y * half + x
      if (power[at] < threshold * floor[at] || (x === 0 && row <= 0)) continue
      const period = 1 / norm(x / columns, row / rows)
      if (period > LONGEST || period < SHORTEST || !isMaximum(spectrum, x, row)) continue
      const contrast = contrastAt(spectrum, floor, x, row)
      if (contrast > threshold) peaks.push({ frequency: refine(spectrum, x, row), power: power[at], contrast })
    }
  }
  const strongest = peaks.reduce((most, peak) => Math.max(most, peak.power), 0)
  const strong = peaks.filter((peak) => peak.power >= WEAKEST * strongest)
  return strong.sort((p, q) => q.contrast - p.contrast).slice(0, limit)
}

/** Contrast that noise reaches once in the whole of a spectrum. */
export function noisePeak({ columns, rows, tiles }: Spectrum): number {
  return exponentialMeanUpper(tiles, 2 / (columns * rows))
}

/**
 * Power over the largest of three: the noise floor, and the medians of the lines through the bin, three and four bins away
 * on either side: outside the window's own width, and still short of the next peak of a large cell. Row jitter smears
 * every peak into a line, on which whatever lies stands above the floor without being a peak.
 */
export function contrastAt(spectrum: Spectrum, floor: Float64Array, column: number, row: number): number {
  let count = 0
  for (let step = NEAREST; step <= FARTHEST; step++) {
    for (let beside = -1; beside <= 1; beside++, count += 2) {
      alongX[count] = powerAt(spectrum, column - step, row + beside)
      alongX[count + 1] = powerAt(spectrum, column + step, row + beside)
      alongY[count] = powerAt(spectrum, column + beside, row - step)
      alongY[count + 1] = powerAt(spectrum, column + beside, row + step)
    }
  }
  const at = binAt(spectrum, column, row)
  return spectrum.power[at] / Math.max(floor[at], medianInPlace(alongX), medianInPlace(alongY))
}

/** Bins away from a peak in which the lines through it are looked at, and room for what is there on either side, three wide. */
const NEAREST = 3
const FARTHEST = 4
const alongX = new Float64Array(12)
const alongY = new Float64Array(12)

function isMaximum(spectrum: Spectrum, column: number, row: number): boolean {
  const own = powerAt(spectrum, column, row)
  for (let y = -APART; y <= APART; y++) {
    for (let x = -APART; x <= APART; x++) {
      if ((x !== 0 || y !== 0) && powerAt(spectrum, column + x, row + y) > own) return false
    }
  }
  return true
}

/** The top of a parabola through the logarithms of three bins, along each axis. */
function refine(spectrum: Spectrum, column: number, row: number): Vector {
  const log = (right: number, down: number) => Math.log(powerAt(spectrum, column + right, row + down) + 1e-300)
  const x = column + vertex(log(-1, 0), log(0, 0), log(1, 0))
  const y = row + vertex(log(0, -1), log(0, 0), log(0, 1))
  return { x: x / spectrum.columns, y: y / spectrum.rows }
}

/** What the mean of `n` exponential variables of mean 1 passes with probability `p`. */
function exponentialMeanUpper(n: number, p: number): number {
  // For one variable the exact value; the approximation's tail is too short there.
  if (n <= 1) return -Math.log(p)
  return Math.max(exponentialMeanQuantile(n, normalUpper(p)), 1 + 1 / n)
}

/** Median length of frequencies under the weights, for bounds on what is looked at. */
export function reachOf(peaks: readonly Peak[]): number {
  const sorted = [...peaks].sort((p, q) => length(p.frequency) - length(q.frequency))
  const total = sorted.reduce((sum, { contrast }) => sum + Math.log(contrast), 0)
  let sum = 0
  for (const { frequency, contrast } of sorted) {
    sum += Math.log(contrast)
    if (sum >= 0.9 * total) return length(frequency)
  }
  return 0
}
