import type { Plane } from '../lattice/spectrum'
import { vertex } from '../math/interpolate'
import { quantile } from '../math/quantile'
import type { Vector } from '../math/vector'

/** A maximum of a picture, in its pixels. */
export interface Spot extends Vector {
  value: number
}

/** Spots that stand above the ground by this part of a bright one's height are columns. */
const LEAST = 0.4
/** The quantile of the picture that counts as the ground between columns. */
const GROUND = 0.05

/** The columns of a picture, and the level of the ground between them. What is NaN is not looked at. */
export function columnsIn(picture: Plane): { spots: Spot[]; ground: number } {
  const known = Float64Array.from(picture.data.filter((value) => !Number.isNaN(value))).sort()
  const ground = quantile(known, GROUND)
  const all = maxima(picture).filter(({ value }) => value > ground)
  // Of a mixture of columns and weak chance maxima the mean in which each counts by its height is that of the columns.
  const [sum, squares] = all.reduce(
    ([s, q], { value }) => [s + value - ground, q + (value - ground) ** 2],
    [0, 0],
  )
  return { spots: all.filter(({ value }) => value - ground > (LEAST * squares) / sum), ground }
}

/** Maxima among the eight pixels around, to a part of a pixel. */
function maxima({ data, width, height }: Plane): Spot[] {
  const found: Spot[] = []
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      if (!isMaximum(data, at, width)) continue
      const [left, right, above, below] = [data[at - 1], data[at + 1], data[at - width], data[at + width]]
      const [dx, dy] = [vertex(left, data[at], right), vertex(above, data[at], below)]
      const value = data[at] + 0.25 * (dx * (right - left) + dy * (below - above))
      found.push({ x: x + dx, y: y + dy, value })
    }
  }
  return found
}

/** Of equal neighbours the last counts; beside NaN there is none. */
function isMaximum(data: Float32Array, at: number, width: number): boolean {
  for (const row of [-width, 0, width]) {
    for (let k = at + row - 1; k <= at + row + 1; k++) {
      if (k !== at && !(k < at ? data[at] >= data[k] : data[at] > data[k])) return false
    }
  }
  return true
}
