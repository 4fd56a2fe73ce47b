import { flattened } from '../lattice/prepare'
import type { Plane } from '../lattice/spectrum'
import { blurred, gaussianKernel } from '../math/convolve'
import { bicubic } from '../math/interpolate'
import type { Vector } from '../math/vector'
import { gapRadius } from './gap-radius'

/** Background is what changes over more than this, px, before it is known how far apart columns are; and then in gap radii. */
const FLATTENING = 40
const BACKGROUND = 4
/** Pixels of the coarse picture to a gap radius, and σ of its blur in these pixels. */
const STEPS = 4.5
const BLUR = 0.75

/** A micrograph as its surroundings are learned: flattened, blurred, and with as few pixels as show its columns. */
export interface Coarse extends Plane {
  /** Px of the micrograph to one of these. */
  step: number
  /** How far the gap beside a column is from it, px of the micrograph. */
  radius: number
}

/** Null where nothing in the micrograph stands beside anything. */
export function coarse(micrograph: Plane): Coarse | null {
  const radius = gapRadius(flattened(micrograph, FLATTENING))
  if (radius === null) return null
  const step = radius / STEPS
  const flat = flattened(micrograph, Math.round(BACKGROUND * radius))
  const smooth = smoothed(flat, step)
  const grid = { columns: micrograph.width, rows: micrograph.height }
  const [width, height] = [Math.floor(micrograph.width / step), Math.floor(micrograph.height / step)]
  const data = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    const v = pxOf(y, step)
    for (let x = 0; x < width; x++) data[y * width + x] = bicubic(smooth, grid, pxOf(x, step), v)
  }
  return { data, width, height, step, radius }
}

/** A micrograph blurred as for a coarse picture of which a pixel is so many of its own, px. */
export function smoothed(micrograph: Plane, step: number): Float64Array {
  const sigma = BLUR * step
  return blurred(micrograph.data, micrograph, gaussianKernel(sigma, Math.ceil(3 * sigma)), 'repeated')
}

/** Where a place of the coarse picture is in the micrograph, px. */
export function placeOf({ x, y }: Vector, { step }: Coarse): Vector {
  return { x: pxOf(x, step), y: pxOf(y, step) }
}

/** The same backwards, along one axis. */
export function stepOf(px: number, step: number): number {
  return (px + 0.5) / step - 0.5
}

function pxOf(at: number, step: number): number {
  return (at + 0.5) * step - 0.5
}
