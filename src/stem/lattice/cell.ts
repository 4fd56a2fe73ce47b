import { crystalFrom, displacementAt, qualityAt } from './displacement-field'
import { blurred, gaussianKernel } from '../math/convolve'
import type { Basis } from '../math/vector'
import { reciprocal } from '../math/affine'
import type { Plane } from './spectrum'
import type { DisplacementField } from './displacement-field'

/** Points along each edge of the mean cell. */
export const CELL = 48
/** Points under which it is smoothed before it is looked at. */
export const SMOOTHING = 1.6

/** The mean of all cells: `[CELL, CELL]`, first index along `b`, second along `a`, periodic in both. */
export interface MeanCell {
  mean: Float64Array
  /** Standard deviation of a single pixel about the mean of its place in the cell. */
  scatter: number
  /** Standard deviation of the mean itself at one point. */
  error: number
}

/**
 * Folds the pixels of the crystal back into one cell, by way of the local displacement: all of them, or of the runs of eight that
 * a picture is made of every so-many-th.
 */
export function meanCell(
  { data, width, height }: Plane,
  basis: Basis,
  displacement: DisplacementField,
  every = 1,
): MeanCell {
  const sum = new Float64Array(CELL * CELL)
  const squares = new Float64Array(CELL * CELL)
  const count = new Float64Array(CELL * CELL)
  const g = reciprocal(basis)
  const least = crystalFrom(displacement)
  // The displacement is smooth: it is worked out every few pixels of a row and taken as straight between.
  const stride = 8
  let run = 0
  for (let y = 0; y < height; y++) {
    let next = displacementAt(displacement, 0, y)
    for (let x0 = 0; x0 < width; x0 += stride) {
      if (every > 1 && run++ % every > 0) continue
      const here = every > 1 ? displacementAt(displacement, x0, y) : next
      next = displacementAt(displacement, x0 + stride, y)
      if (qualityAt(displacement, x0 + stride / 2, y) < least) continue
      for (let x = x0; x < Math.min(x0 + stride, width); x++) {
        const part = (x - x0) / stride
        const px = x - here.x - part * (next.x - here.x)
        const py = y - here.y - part * (next.y - here.y)
        const u = px * g.a.x + py * g.a.y
        const v = px * g.b.x + py * g.b.y
        const at = Math.floor((v - Math.floor(v)) * CELL) * CELL + Math.floor((u - Math.floor(u)) * CELL)
        const value = data[y * width + x]
        sum[at] += value
        squares[at] += value * value
        count[at]++
      }
    }
  }
  const total = count.reduce((all, n) => all + n, 0)
  // Cells of a whole number of pixels along the axes leave points between the pixels empty: these have what is around them.
  const [sumAround, countAround] = [smoothed(sum), smoothed(count)]
  const overall = sum.reduce((all, value) => all + value, 0) / Math.max(total, 1)
  const mean = sum.map((value, at) => {
    if (count[at] > 0) return value / count[at]
    return countAround[at] > 0 ? sumAround[at] / countAround[at] : overall
  })
  const variance = squares.reduce((all, value, at) => all + value - count[at] * mean[at] ** 2, 0) / Math.max(total, 1)
  const scatter = Math.sqrt(Math.max(variance, 0))
  return { mean, scatter, error: scatter / Math.sqrt(Math.max(total / (CELL * CELL), 1)) }
}

/** Under a Gaussian, the cell repeating beyond its edges. */
export function smoothed(cell: Float64Array): Float64Array {
  const kernel = gaussianKernel(SMOOTHING, Math.ceil(3 * SMOOTHING))
  return blurred(cell, { width: CELL, height: CELL }, kernel, 'periodic')
}
