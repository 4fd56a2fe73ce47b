import type { Micrograph } from '../../io/micrograph'
import { inverted } from '../clean/contrast'
import type { Plane } from '../lattice/spectrum'
import { bicubic } from '../math/interpolate'
import type { Pictures } from '../micrograph/expected'
import type { Coarse } from './coarse'
import { smoothed, stepOf } from './coarse'
import type { Ordered } from './order'

/**
 * What surroundings say of every pixel of the `micrograph` that was searched, and what it has more or less than that, on its own pixels; NaN
 * at the edge, where no crop is whole. `left` is what the picture of the order has more than it is predicted to have. As where there is a lattice,
 * dark columns are shown as bright ones.
 */
export function drawSurroundings(
  { picture, isDark }: Pick<Ordered, 'picture' | 'isDark'>,
  left: Float32Array,
  micrograph: Micrograph,
): Pictures {
  const heat = onPixelsOf(micrograph, { ...picture, data: left })
  const seen = smoothed(isDark ? inverted(micrograph) : micrograph, picture.step)
  return { heat, prediction: heat.map((left, at) => seen[at] - left) }
}

/** A picture as coarse as surroundings are learned, between its pixels. What is left by a prediction has no detail that these would miss. */
function onPixelsOf({ width, height }: Omit<Plane, 'data'>, coarse: Coarse): Float32Array {
  const { data, step } = coarse
  const grid = { columns: coarse.width, rows: coarse.height }
  const out = new Float32Array(width * height).fill(NaN)
  for (let y = 0; y < height; y++) {
    const v = stepOf(y, step)
    if (v < 0 || v > grid.rows - 1) continue
    for (let x = 0; x < width; x++) {
      const u = stepOf(x, step)
      if (u >= 0 && u <= grid.columns - 1) out[y * width + x] = bicubic(data, grid, u, v)
    }
  }
  return out
}
