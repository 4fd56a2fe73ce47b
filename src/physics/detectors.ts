import { wavelength } from './electron'
import type { Grid } from './frequencies'
import { eachFrequency } from './frequencies'

/** Everything between two half-angles, mrad. */
export interface Annulus {
  inner: number
  outer: number
}

/** Sums of one run: bits of a pixel. */
export const MOST_DETECTORS = 4

/** For each pixel in Fourier space the detectors that see it, a bit each. */
export function detectorBits(detectors: readonly Annulus[], grid: Grid, kilovolts: number): Uint32Array {
  const perFrequency = 1000 * wavelength(kilovolts)
  const bits = new Uint32Array(grid.width * grid.height)
  eachFrequency(grid, (kx, ky, pixel) => {
    const angle = perFrequency * Math.hypot(kx, ky)
    detectors.forEach(({ inner, outer }, n) => {
      if (angle >= inner && angle < outer) bits[pixel] |= 1 << n
    })
  })
  return bits
}
