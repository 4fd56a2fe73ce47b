import { GaussianFit } from '../math/gaussian-fit'

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

/** The same before anything was filtered: NaN. */
export function unfiltered(count: number): Filtered {
  const nothing = () => new Float32Array(count).fill(NaN)
  return { height: nothing(), dx: nothing(), dy: nothing() }
}

/**
 * The matched filters of one column, for its height and its place at once, over the pixels within `reach` of (u, v): see
 * `GaussianFit`. Linear in the pixels, so what a prediction leaves of a column is the difference of both, and a column that is
 * not there has height 0 and no displacement. Written into entry `n` of one `out` for each image; false where the frame's edge
 * cuts the circle.
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
  const fit = new GaussianFit(images.length)
  const disc = { x: u, y: v, reach, left, right, top: first, bottom: last }
  fit.sum({ top, width, pixels: images }, disc, { x: u, y: v, sigma })
  if (!fit.solve()) return false
  fit.sides.forEach(([height, dx, dy], k) => {
    out[k].height[n] = height
    out[k].dx[n] = dx
    out[k].dy[n] = dy
  })
  return true
}
