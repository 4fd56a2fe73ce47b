import { conjugateGradients } from '../math/conjugate-gradients'
import { factor } from '../math/solve'
import { norm } from '../math/vector'
import type { Plane } from '../lattice/spectrum'
import { Background } from './background'
import { pairsWithin } from '../math/pairs'
import { Profiles } from './profile'

/**
 * A picture as a sum: for each column a Gaussian g of known place and width and its two slopes, over a background that is
 * bilinear between the points of a coarse grid. The unknowns are [height, height · shift along x, height · shift along y] of
 * every column, then the background's level at every grid point.
 *
 * All shapes are products of a function of x and one of y, and the picture is a rectangle. So every sum over pixels in the
 * normal equations is a product of two sums along an axis, edges included; only the right side passes over the pixels.
 */

/** Columns of the picture: centres and σ, px. */
export interface Shapes {
  x: Float64Array
  y: Float64Array
  sigma: Float64Array
}

/** Two Gaussians further apart, in root-sum-square σ, do not overlap. */
const APART = 3.9

export class JointEquations {
  readonly #shapes: Shapes
  readonly #along: { x: Profiles; y: Profiles }
  readonly #products = { x: new Float64Array(4), y: new Float64Array(4) }
  readonly #background: Background
  /** Lower factors of the columns' own blocks [3, 3]. */
  readonly #factors: Float64Array
  /** Blocks of pairs of columns that overlap, p before q. */
  readonly #pairs: { p: Int32Array; q: Int32Array; blocks: Float64Array }
  readonly #own: Float64Array
  /** What columns share with the background's points: entries of column n from `start[n]` on. */
  readonly #shared: { start: Int32Array; point: Int32Array; values: Float64Array }

  /** `step`: between points of the background's grid, px. */
  constructor(
    readonly picture: Pick<Plane, 'width' | 'height'>,
    shapes: Shapes,
    step: number,
  ) {
    const { x, y, sigma } = shapes
    const count = x.length
    this.#shapes = shapes
    this.#background = new Background(picture, step)
    this.#along = {
      x: new Profiles(x, sigma, picture.width),
      y: new Profiles(y, sigma, picture.height),
    }
    this.#own = new Float64Array(9 * count)
    this.#factors = new Float64Array(9 * count)
    const block = new Float64Array(9)
    for (let n = 0; n < count; n++) {
      this.#overlap(n, n, block)
      this.#own.set(block, 9 * n)
      // A column outside the picture, all but for its tail, is held to nothing.
      for (let k = 0; k < 3; k++) block[4 * k] = block[4 * k] * (1 + 1e-9) + 1e-12
      factor(block, 3)
      this.#factors.set(block, 9 * n)
    }
    const { p, q } = pairsWithin(shapes, (n, k) => APART * norm(sigma[n], sigma[k]))
    const blocks = new Float64Array(9 * p.length)
    for (let at = 0; at < p.length; at++) {
      this.#overlap(p[at], q[at], block)
      blocks.set(block, 9 * at)
    }
    this.#pairs = { p, q, blocks }
    this.#shared = this.#sharedWithBackground()
  }

  get columns(): number {
    return this.#shapes.x.length
  }

  get unknowns(): number {
    return 3 * this.columns + this.#background.points
  }

  /** The right side of the equations for a picture of these pixels. */
  side(data: Float32Array): Float64Array {
    const side = new Float64Array(this.unknowns)
    const { width } = this.picture
    const { x: along, y: upright } = this.#along
    const [gx, gy] = [along.values, upright.values]
    for (let n = 0; n < this.columns; n++) {
      const [across, down] = [along.length[n], upright.length[n]]
      const [u, v] = [along.start[n], upright.start[n]]
      let from = upright.from[n] * width + along.from[n]
      let height = 0
      let dx = 0
      let dy = 0
      // Two rows at a time, for a sum alone waits for itself; the last one, if it is alone, counts once.
      for (let row = 0; row < down; row += 2, from += 2 * width) {
        const isPair = row + 1 < down
        const toSecond = isPair ? width : 0
        let g = 0
        let slope = 0
        let secondG = 0
        let secondSlope = 0
        for (let k = 0; k < across; k++) {
          const own = gx[u + k]
          const steep = gx[u + across + k]
          const value = data[from + k]
          const second = data[from + toSecond + k]
          g += own * value
          slope += steep * value
          secondG += own * second
          secondSlope += steep * second
        }
        height += gy[v + row] * g
        dx += gy[v + row] * slope
        dy += gy[v + down + row] * g
        if (!isPair) continue
        height += gy[v + row + 1] * secondG
        dx += gy[v + row + 1] * secondSlope
        dy += gy[v + down + row + 1] * secondG
      }
      side[3 * n] = height
      side[3 * n + 1] = dx
      side[3 * n + 2] = dy
    }
    this.#background.project(data, side.subarray(3 * this.columns))
    return side
  }

  solve(side: Float64Array, start?: Float64Array<ArrayBufferLike>): Float64Array {
    return conjugateGradients(
      { multiply: (v, out) => this.#multiply(v, out), precondition: (v, out) => this.#precondition(v, out) },
      side,
      start,
    )
  }

  /** Squares of how much the background bends at each of its points. */
  bends(unknowns: Float64Array): Float64Array {
    return this.#background.bends(unknowns.subarray(3 * this.columns))
  }

  /** Adds to the squares to be made least: at each point of the background, the square of its bend times this. */
  stiffen(stiffness: Float64Array): void {
    this.#background.stiffen(stiffness)
  }

  /** The picture that these unknowns make, written into `out`. */
  render(unknowns: Float64Array, out: Float32Array): void {
    this.#background.render(unknowns.subarray(3 * this.columns), out)
    for (let n = 0; n < this.columns; n++) this.#add(n, unknowns, out)
  }

  #add(n: number, unknowns: Float64Array, out: Float32Array): void {
    const { width } = this.picture
    const { x: along, y: upright } = this.#along
    const [gx, gy] = [along.values, upright.values]
    const [across, down] = [along.length[n], upright.length[n]]
    const [u, v] = [along.start[n], upright.start[n]]
    const [height, dx, dy] = [unknowns[3 * n], unknowns[3 * n + 1], unknowns[3 * n + 2]]
    let from = upright.from[n] * width + along.from[n]
    for (let row = 0; row < down; row++, from += width) {
      const g = gy[v + row]
      const slope = gy[v + down + row]
      const own = height * g + dy * slope
      const moved = dx * g
      for (let k = 0; k < across; k++) out[from + k] += own * gx[u + k] + moved * gx[u + across + k]
    }
  }

  /** Sums over pixels of the products of two columns' shapes [3, 3]. */
  #overlap(p: number, q: number, out: Float64Array): void {
    const { x: xx, y: yy } = this.#products
    this.#along.x.products(p, q, xx)
    this.#along.y.products(p, q, yy)
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        // Unknown 1 takes the slope along x, unknown 2 that along y.
        out[3 * i + j] = xx[2 * (i === 1 ? 1 : 0) + (j === 1 ? 1 : 0)] * yy[2 * (i === 2 ? 1 : 0) + (j === 2 ? 1 : 0)]
      }
    }
  }

  #sharedWithBackground() {
    const { x: across, y: down } = this.#background
    const [xs, ys] = [across.shared(this.#along.x), down.shared(this.#along.y)]
    const start = new Int32Array(this.columns + 1)
    for (let n = 0; n < this.columns; n++) {
      start[n + 1] = start[n] + (xs.begin[n + 1] - xs.begin[n]) * (ys.begin[n + 1] - ys.begin[n])
    }
    const point = new Int32Array(start[this.columns])
    const values = new Float64Array(3 * point.length)
    let at = 0
    for (let n = 0; n < this.columns; n++) {
      for (let v = ys.begin[n]; v < ys.begin[n + 1]; v++) {
        const row = (ys.first[n] + v - ys.begin[n]) * across.count + xs.first[n]
        for (let u = xs.begin[n]; u < xs.begin[n + 1]; u++, at++) {
          point[at] = row + u - xs.begin[n]
          values[3 * at] = xs.g[u] * ys.g[v]
          values[3 * at + 1] = xs.slope[u] * ys.g[v]
          values[3 * at + 2] = xs.g[u] * ys.slope[v]
        }
      }
    }
    return { start, point, values }
  }

  #multiply(vector: Float64Array, out: Float64Array): void {
    const first = 3 * this.columns
    this.#background.multiply(vector.subarray(first), out.subarray(first))
    const { start, point, values } = this.#shared
    for (let n = 0; n < this.columns; n++) {
      const at = 3 * n
      const h = vector[at]
      const x = vector[at + 1]
      const y = vector[at + 2]
      const own = this.#own
      const o = 9 * n
      let a = own[o] * h + own[o + 1] * x + own[o + 2] * y
      let b = own[o + 3] * h + own[o + 4] * x + own[o + 5] * y
      let c = own[o + 6] * h + own[o + 7] * x + own[o + 8] * y
      for (let k = start[n]; k < start[n + 1]; k++) {
        const level = vector[first + point[k]]
        a += values[3 * k] * level
        b += values[3 * k + 1] * level
        c += values[3 * k + 2] * level
        out[first + point[k]] += values[3 * k] * h + values[3 * k + 1] * x + values[3 * k + 2] * y
      }
      out[at] = a
      out[at + 1] = b
      out[at + 2] = c
    }
    const { p, q, blocks } = this.#pairs
    for (let k = 0; k < p.length; k++) {
      const i = 3 * p[k]
      const j = 3 * q[k]
      const b = 9 * k
      // Not in loops over rows and entries: each entry and each component of the vector is read once for both columns.
      const hh = blocks[b]
      const hx = blocks[b + 1]
      const hy = blocks[b + 2]
      const xh = blocks[b + 3]
      const xx = blocks[b + 4]
      const xy = blocks[b + 5]
      const yh = blocks[b + 6]
      const yx = blocks[b + 7]
      const yy = blocks[b + 8]
      const h = vector[i]
      const x = vector[i + 1]
      const y = vector[i + 2]
      const otherH = vector[j]
      const otherX = vector[j + 1]
      const otherY = vector[j + 2]
      out[i] += hh * otherH + hx * otherX + hy * otherY
      out[i + 1] += xh * otherH + xx * otherX + xy * otherY
      out[i + 2] += yh * otherH + yx * otherX + yy * otherY
      out[j] = out[j] + hh * h + xh * x + yh * y
      out[j + 1] = out[j + 1] + hx * h + xx * x + yx * y
      out[j + 2] = out[j + 2] + hy * h + xy * x + yy * y
    }
  }

  #precondition(vector: Float64Array, out: Float64Array): void {
    const f = this.#factors
    for (let n = 0; n < this.columns; n++) {
      const [at, o] = [3 * n, 9 * n]
      const a = vector[at] / f[o]
      const b = (vector[at + 1] - f[o + 3] * a) / f[o + 4]
      const c = (vector[at + 2] - f[o + 6] * a - f[o + 7] * b) / f[o + 8]
      out[at + 2] = c / f[o + 8]
      out[at + 1] = (b - f[o + 7] * out[at + 2]) / f[o + 4]
      out[at] = (a - f[o + 3] * out[at + 1] - f[o + 6] * out[at + 2]) / f[o]
    }
    const first = 3 * this.columns
    this.#background.precondition(vector.subarray(first), out.subarray(first))
  }
}
