import { gaussianRow } from './gaussian-row'
import { factor, solveFactored } from './solve'

/** Images of the same size, row by row, of whose rows the first is number `top`. */
export interface Images {
  top: number
  width: number
  pixels: readonly Float32Array[]
}

/** The pixels that a fit uses: those of an upright rectangle that lie within `reach` of a place. */
export interface Disc {
  left: number
  right: number
  top: number
  bottom: number
  x: number
  y: number
  reach: number
}

/** A Gaussian, px. */
interface Shape {
  x: number
  y: number
  sigma: number
}

/**
 * Least squares of pixels over a Gaussian g of known place and width, its two slopes and a constant, for several images at
 * once: the unknowns are [height, height · shift along x, height · shift along y, constant]. Linear in the pixels. A Gaussian is one
 * along x times one along y: what stands in the equations are sums along rows, of which only those of the pixels are added up one by one.
 */
export class GaussianFit {
  /** Normal equations of [g, g·x/σ², g·y/σ², 1], lower triangle, row by row. */
  readonly #normal = new Float64Array(16)
  /** Their right sides, one for each image; after `solve` the unknowns. */
  readonly sides: readonly Float64Array[]
  /** Kept, because there are fits by the hundred thousand. */
  #across = new Across(64)
  #down = new Float64Array(64)

  constructor(images: number) {
    this.sides = Array.from({ length: images }, () => new Float64Array(4))
  }

  /** Adds up the equations; what was added up before is gone. */
  sum({ top, width, pixels }: Images, disc: Disc, { x: u, y: v, sigma }: Shape): void {
    const { left, right, reach } = disc
    if (this.#across.length <= right - left) this.#across = new Across(2 * (right - left + 1))
    const { g, slope, sumG, sumSlope, sumGG, sumSlopeG, sumSlopes } = this.#across
    this.#across.fill(left, right, { centre: u, sigma })
    if (this.#down.length <= disc.bottom - disc.top) this.#down = new Float64Array(2 * (disc.bottom - disc.top + 1))
    const down = this.#down
    gaussianRow(down, disc.top, disc.bottom, { centre: v, sigma })
    const variance = sigma * sigma
    const { sides } = this
    for (const side of sides) side.fill(0)
    // In variables of their own, not in the array: they are added to at every row.
    let gg = 0
    let xg = 0
    let xx = 0
    let yg = 0
    let yx = 0
    let yy = 0
    let g1 = 0
    let x1 = 0
    let y1 = 0
    let count = 0
    for (let row = disc.top; row <= disc.bottom; row++) {
      const gy = down[row - disc.top]
      const sy = (gy * (row - v)) / variance
      const half = Math.sqrt(Math.max(0, reach * reach - (row - disc.y) ** 2))
      const from = Math.max(left, Math.ceil(disc.x - half)) - left
      const to = Math.min(right, Math.floor(disc.x + half)) - left + 1
      if (to <= from) continue
      const rowGG = sumGG[to] - sumGG[from]
      const rowSlopeG = sumSlopeG[to] - sumSlopeG[from]
      const rowG = sumG[to] - sumG[from]
      gg += gy * gy * rowGG
      xg += gy * gy * rowSlopeG
      xx += gy * gy * (sumSlopes[to] - sumSlopes[from])
      yg += sy * gy * rowGG
      yx += sy * gy * rowSlopeG
      yy += sy * sy * rowGG
      g1 += gy * rowG
      x1 += gy * (sumSlope[to] - sumSlope[from])
      y1 += sy * rowG
      count += to - from
      const first = (row - top) * width + left
      for (let k = 0; k < pixels.length; k++) {
        const image = pixels[k]
        let all = 0
        let underG = 0
        let underSlope = 0
        for (let column = from; column < to; column++) {
          const value = image[first + column]
          all += value
          underG += g[column] * value
          underSlope += slope[column] * value
        }
        const side = sides[k]
        side[0] += gy * underG
        side[1] += gy * underSlope
        side[2] += sy * underG
        side[3] += all
      }
    }
    const normal = this.#normal
    normal[0] = gg
    normal[4] = xg
    normal[5] = xx
    normal[8] = yg
    normal[9] = yx
    normal[10] = yy
    normal[12] = g1
    normal[13] = x1
    normal[14] = y1
    normal[15] = count
  }

  /** Height and constant of one image with no shift allowed, from the equations before they are solved. */
  still(image: number): { height: number; constant: number } {
    const [gg, g1, n] = [this.#normal[0], this.#normal[12], this.#normal[15]]
    const [vg, , , v1] = this.sides[image]
    const height = (n * vg - g1 * v1) / (n * gg - g1 * g1)
    return { height, constant: (v1 - height * g1) / n }
  }

  /** Solves the equations of all images; false where the pixels are too few to tell. */
  solve(): boolean {
    if (!factor(this.#normal, 4)) return false
    for (const side of this.sides) solveFactored(this.#normal, side)
    return true
  }
}

/** A Gaussian along x at the pixels of a row, its slope, and the sums of both and of their products over the pixels before each. */
class Across {
  readonly g: Float64Array
  readonly slope: Float64Array
  readonly sumG: Float64Array
  readonly sumSlope: Float64Array
  readonly sumGG: Float64Array
  readonly sumSlopeG: Float64Array
  readonly sumSlopes: Float64Array

  constructor(readonly length: number) {
    const list = () => new Float64Array(length + 1)
    ;[this.g, this.slope, this.sumG, this.sumSlope] = [list(), list(), list(), list()]
    ;[this.sumGG, this.sumSlopeG, this.sumSlopes] = [list(), list(), list()]
  }

  fill(left: number, right: number, { centre, sigma }: { centre: number; sigma: number }): void {
    const { g, slope, sumG, sumSlope, sumGG, sumSlopeG, sumSlopes } = this
    gaussianRow(g, left, right, { centre, sigma })
    const variance = sigma * sigma
    for (let n = 0; n <= right - left; n++) {
      const own = g[n]
      const steep = (own * (left + n - centre)) / variance
      slope[n] = steep
      sumG[n + 1] = sumG[n] + own
      sumSlope[n + 1] = sumSlope[n] + steep
      sumGG[n + 1] = sumGG[n] + own * own
      sumSlopeG[n + 1] = sumSlopeG[n] + steep * own
      sumSlopes[n + 1] = sumSlopes[n] + steep * steep
    }
  }
}
