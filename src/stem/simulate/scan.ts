import type { Random } from '../../nn'
import type { SimulationOptions } from './options'

/** Europe's mains, and a row's time at a typical dwell of 40 µs a pixel. */
const MAINS_HZ = 50
const DWELL_SECONDS = 40e-6
const FLYBACK_SECONDS = 1e-3
/** The beam settles after the fly-back within about this many pixels. */
const SETTLING_PIXELS = 8

/**
 * By how much the beam is right of where it should be, px, `[height, width]`: each row's own jitter, the hum of the
 * mains and the fly-back at the start of the row.
 */
export function scanError({ width, height, rowJitter, hum, flyback }: SimulationOptions, random: Random): Float64Array {
  const error = new Float64Array(width * height)
  const phase = random.uniform(0, 2 * Math.PI)
  const rowSeconds = width * DWELL_SECONDS + FLYBACK_SECONDS
  for (let y = 0; y < height; y++) {
    const jitter = rowJitter * random.normal()
    for (let x = 0; x < width; x++) {
      const seconds = y * rowSeconds + x * DWELL_SECONDS
      const mains = hum * Math.sin(2 * Math.PI * MAINS_HZ * seconds + phase)
      error[y * width + x] = jitter + mains + flyback * Math.exp(-x / SETTLING_PIXELS)
    }
  }
  return error
}
