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

/** `[detector][plane]` of the sums that `Planes.detect` leaves, `[plane, line, detector]`. */
export function sumsOver(sums: Float32Array, lines: number): number[][] {
  const planes = sums.length / (MOST_DETECTORS * lines)
  return Array.from({ length: MOST_DETECTORS }, (_, detector) =>
    Array.from({ length: planes }, (_, plane) => {
      let total = 0
      for (let line = 0; line < lines; line++) total += sums[MOST_DETECTORS * (plane * lines + line) + detector]
      return total
    }),
  )
}
