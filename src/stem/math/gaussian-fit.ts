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
 * once: the unknowns are [height, height · shift along x, height · shift along y, constant]. Linear in the pixels.
 */
export class GaussianFit {
  /** Normal equations of [g, g·x/σ², g·y/σ², 1], lower triangle, row by row. */
  readonly #normal = new Float64Array(16)
  /** Their right sides, one for each image; after `solve` the unknowns. */
  readonly sides: readonly Float64Array[]
  /** The Gaussian along x at the pixels of the disc; kept, because there are fits by the hundred thousand. */
  #across = new Float64Array(64)

  constructor(images: number) {
    this.sides = Array.from({ length: images }, () => new Float64Array(4))
  }

  /** Adds up the equations; what was added up before is gone. */
  sum({ top, width, pixels }: Images, disc: Disc, { x: u, y: v, sigma }: Shape): void {
    const { left, right, reach } = disc
    const exponent = -0.5 / sigma ** 2
    if (this.#across.length <= right - left) this.#across = new Float64Array(2 * (right - left + 1))
    const across = this.#across
    for (let column = left; column <= right; column++) across[column - left] = Math.exp(exponent * (column - u) ** 2)
    const { sides } = this
    for (const side of sides) side.fill(0)
    // In variables of their own, not in the array: they are added to at every pixel.
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
    // The first image's right sides too; most fits have one image alone.
    const [first] = pixels
    let gv = 0
    let xv = 0
    let yv = 0
    let v1 = 0
    for (let row = disc.top; row <= disc.bottom; row++) {
      const y = row - v
      const gy = Math.exp(exponent * y * y)
      const half = Math.sqrt(Math.max(0, reach * reach - (row - disc.y) ** 2))
      const from = Math.max(left, Math.ceil(disc.x - half))
      const to = Math.min(right, Math.floor(disc.x + half))
      for (let column = from; column <= to; column++) {
        const x = column - u
        const g = gy * across[column - left]
        const sx = (g * x) / sigma ** 2
        const sy = (g * y) / sigma ** 2
        gg += g * g
        xg += sx * g
        xx += sx * sx
        yg += sy * g
        yx += sy * sx
        yy += sy * sy
        g1 += g
        x1 += sx
        y1 += sy
        count++
        const at = (row - top) * width + column
        const own = first[at]
        gv += g * own
        xv += sx * own
        yv += sy * own
        v1 += own
        for (let k = 1; k < pixels.length; k++) {
          const value = pixels[k][at]
          const side = sides[k]
          side[0] += g * value
          side[1] += sx * value
          side[2] += sy * value
          side[3] += value
        }
      }
    }
    sides[0].set([gv, xv, yv, v1])
    this.#normal.set([gg, 0, 0, 0, xg, xx, 0, 0, yg, yx, yy, 0, g1, x1, y1, count])
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
