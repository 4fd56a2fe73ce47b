/** Values of each of many columns, under three filters. */
export interface Filtered {
  /** Height of a Gaussian at the column's place above its surroundings, in the micrograph's units. */
  height: Float32Array
  /** Height times displacement along x and y, px of the frame. */
  dx: Float32Array
  dy: Float32Array
}

/** Rows of a frame from `top` to before `complete`, with the images that share them. */
interface Rows {
  top: number
  complete: number
  width: number
  images: readonly Float32Array[]
}

/** A column's place in the frame, and the filter for it: σ of the Gaussian and how far it reaches, px. */
interface Filter {
  u: number
  v: number
  sigma: number
  reach: number
}

/** Room for what the filters say of `count` columns. */
export function filtered(count: number): Filtered {
  return { height: new Float32Array(count), dx: new Float32Array(count), dy: new Float32Array(count) }
}

/**
 * The matched filters of one column, for its height and its place at once: least squares of the pixels within `reach` of
 * (u, v) over a Gaussian of width `sigma`, its two slopes and a constant. Linear in the pixels, so what a prediction leaves
 * of a column is the difference of both, and a column that is not there has height 0 and no displacement. Written into entry
 * `n` of one `out` for each image; false where the circle is cut by the frame's edge.
 */
export function matchedFilter(
  { top, complete, width, images }: Rows,
  { u, v, sigma, reach }: Filter,
  out: readonly Filtered[],
  n: number,
): boolean {
  const [left, right] = [Math.ceil(u - reach), Math.floor(u + reach)]
  const [first, last] = [Math.ceil(v - reach), Math.floor(v + reach)]
  if (left < 0 || first < top || right > width - 1 || last > complete - 1) return false
  const exponent = -0.5 / sigma ** 2
  const across = Float64Array.from({ length: right - left + 1 }, (_, k) => Math.exp(exponent * (left + k - u) ** 2))
  // Normal equations of [g, g·x/σ², g·y/σ², 1], lower triangle row by row, and a right side for each image.
  const m = new Float64Array(16)
  const sides = images.map(() => new Float64Array(4))
  for (let row = first; row <= last; row++) {
    const y = row - v
    const gy = Math.exp(exponent * y * y)
    const half = Math.sqrt(Math.max(0, reach * reach - y * y))
    const [from, to] = [Math.max(left, Math.ceil(u - half)), Math.min(right, Math.floor(u + half))]
    for (let column = from; column <= to; column++) {
      const x = column - u
      const g = gy * across[column - left]
      const [sx, sy] = [(g * x) / sigma ** 2, (g * y) / sigma ** 2]
      m[0] += g * g
      m[4] += sx * g
      m[5] += sx * sx
      m[8] += sy * g
      m[9] += sy * sx
      m[10] += sy * sy
      m[12] += g
      m[13] += sx
      m[14] += sy
      m[15]++
      const at = (row - top) * width + column
      for (let k = 0; k < images.length; k++) {
        const value = images[k][at]
        const side = sides[k]
        side[0] += g * value
        side[1] += sx * value
        side[2] += sy * value
        side[3] += value
      }
    }
  }
  factor(m)
  sides.forEach((side, k) => {
    solve(m, side)
    out[k].height[n] = side[0]
    out[k].dx[n] = side[1]
    out[k].dy[n] = side[2]
  })
  return true
}

/** Cholesky's factor of a symmetric matrix [4, 4] in place, lower triangle. */
function factor(m: Float64Array): void {
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = m[4 * i + j]
      for (let k = 0; k < j; k++) sum -= m[4 * i + k] * m[4 * j + k]
      m[4 * i + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / m[5 * j]
    }
  }
}

function solve(m: Float64Array, side: Float64Array): void {
  for (let i = 0; i < 4; i++) {
    for (let k = 0; k < i; k++) side[i] -= m[4 * i + k] * side[k]
    side[i] /= m[5 * i]
  }
  for (let i = 3; i >= 0; i--) {
    for (let k = i + 1; k < 4; k++) side[i] -= m[4 * k + i] * side[k]
    side[i] /= m[5 * i]
  }
}
