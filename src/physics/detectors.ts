import { wavelength } from './electron'
import type { Grid } from './frequencies'
import { bandLimit, frequency } from './frequencies'

/** Everything between two half-angles, mrad. */
export interface Annulus {
  inner: number
  outer: number
}

/** Sums of one run: bits of a pixel. */
export const MOST_DETECTORS = 4

/**
 * For each pixel in Fourier space the detectors that see it, a bit each. Throws a RangeError for more than four, and for one that begins
 * beyond what the grid holds.
 */
export function detectorBits(detectors: readonly Annulus[], grid: Grid, kilovolts: number): Uint32Array {
  if (detectors.length > MOST_DETECTORS)
    throw new RangeError(`${detectors.length} detectors: ${MOST_DETECTORS} at most`)
  const perFrequency = 1000 * wavelength(kilovolts)
  const highest = bandLimit(grid) * perFrequency
  for (const { inner, outer } of detectors) {
    if (outer > highest) {
      const cause = `a detector from ${inner} to ${outer} mrad, and a grid up to ${highest.toFixed(0)} mrad`
      throw new RangeError(`${cause}: take more pixels`)
    }
  }
  const { width, height, edges } = grid
  return Uint32Array.from({ length: width * height }, (_, at) => {
    const kx = frequency(at % width, width) / edges[0]
    const ky = frequency(Math.floor(at / width), height) / edges[1]
    const angle = perFrequency * Math.hypot(kx, ky)
    return detectors.reduce((bits, { inner, outer }, n) => bits | (angle >= inner && angle < outer ? 1 << n : 0), 0)
  })
}
