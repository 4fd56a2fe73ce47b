import { conjugateGradients } from '../math/conjugate-gradients'
import { factor } from '../math/solve'
import type { Plane } from '../lattice/spectrum'
import { pairsWithin } from './pairs'

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

/** A Gaussian is cut off at so many σ; two of them further apart, in root-sum-square σ, do not overlap. */
const REACH = 3.5
const APART = 3.9

/** Values of a Gaussian and of its slope along one axis, from pixel `from` on. */
interface Profile {
  from: number
  /** [g, slope], one after the other. */
  values: Float64Array
  length: number
}

export class JointEquations {
  readonly #shapes: Shapes
  readonly #along: { x: Profile[]; y: Profile[] }
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
      x: Array.from(x, (centre, n) => profile(centre, sigma[n], picture.width)),
      y: Array.from(y, (centre, n) => profile(centre, sigma[n], picture.height)),
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
    const { p, q } = pairsWithin(shapes, (n, k) => APART * Math.hypot(sigma[n], sigma[k]))
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
    for (let n = 0; n < this.columns; n++) {
      const [{ values: gx, length: across, from: left }, { values: gy, length: down, from: top }] = [
        this.#along.x[n],
        this.#along.y[n],
      ]
      let [height, dx, dy] = [0, 0, 0]
      for (let row = 0; row < down; row++) {
        const from = (top + row) * width + left
        let [g, slope] = [0, 0]
        for (let k = 0; k < across; k++) {
          const value = data[from + k]
          g += gx[k] * value
          slope += gx[across + k] * value
        }
        height += gy[row] * g
        dx += gy[row] * slope
        dy += gy[down + row] * g
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
    const [across, down] = [this.#along.x[n], this.#along.y[n]]
    const [height, dx, dy] = unknowns.subarray(3 * n, 3 * n + 3)
    for (let row = 0; row < down.length; row++) {
      const from = (down.from + row) * width + across.from
      const [g, slope] = [down.values[row], down.values[down.length + row]]
      const [own, moved] = [height * g + dy * slope, dx * g]
      for (let k = 0; k < across.length; k++) {
        out[from + k] += own * across.values[k] + moved * across.values[across.length + k]
      }
    }
  }

  /** Sums over pixels of the products of two columns' shapes [3, 3]. */
  #overlap(p: number, q: number, out: Float64Array): void {
    const [xx, yy] = [products(this.#along.x[p], this.#along.x[q]), products(this.#along.y[p], this.#along.y[q])]
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        // Unknown 1 takes the slope along x, unknown 2 that along y.
        out[3 * i + j] = xx[2 * (i === 1 ? 1 : 0) + (j === 1 ? 1 : 0)] * yy[2 * (i === 2 ? 1 : 0) + (j === 2 ? 1 : 0)]
      }
    }
  }

  #sharedWithBackground() {
    const { x: across, y: down } = this.#background
    const start = new Int32Array(this.columns + 1)
    const [point, values]: [number[], number[]] = [[], []]
    for (let n = 0; n < this.columns; n++) {
      const [xs, ys] = [across.sums(this.#along.x[n]), down.sums(this.#along.y[n])]
      for (const v of ys) {
        for (const u of xs) {
          point.push(v.point * across.count + u.point)
          values.push(u.g * v.g, u.slope * v.g, u.g * v.slope)
        }
      }
      start[n + 1] = point.length
    }
    return { start, point: Int32Array.from(point), values: Float64Array.from(values) }
  }

  #multiply(vector: Float64Array, out: Float64Array): void {
    const first = 3 * this.columns
    this.#background.multiply(vector.subarray(first), out.subarray(first))
    const { start, point, values } = this.#shared
    for (let n = 0; n < this.columns; n++) {
      const at = 3 * n
      const [h, x, y] = [vector[at], vector[at + 1], vector[at + 2]]
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
      const [i, j, b] = [3 * p[k], 3 * q[k], 9 * k]
      for (let r = 0; r < 3; r++) {
        let sum = 0
        for (let c = 0; c < 3; c++) {
          sum += blocks[b + 3 * r + c] * vector[j + c]
          out[j + c] += blocks[b + 3 * r + c] * vector[i + r]
        }
        out[i + r] += sum
      }
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

function profile(centre: number, sigma: number, pixels: number): Profile {
  const reach = REACH * sigma
  const from = Math.max(0, Math.ceil(centre - reach))
  const length = Math.max(0, Math.min(pixels - 1, Math.floor(centre + reach)) - from + 1)
  const values = new Float64Array(2 * length)
  for (let k = 0; k < length; k++) {
    const d = from + k - centre
    values[k] = Math.exp((-0.5 * d * d) / sigma ** 2)
    values[length + k] = (values[k] * d) / sigma ** 2
  }
  return { from, values, length }
}

/** [g g, g slope, slope g, slope slope] of the first with the second, over the pixels that both reach. */
function products(p: Profile, q: Profile): [number, number, number, number] {
  const from = Math.max(p.from, q.from)
  const to = Math.min(p.from + p.length, q.from + q.length)
  let [gg, gs, sg, ss] = [0, 0, 0, 0]
  for (let at = from; at < to; at++) {
    const [g, s] = [p.values[at - p.from], p.values[p.length + at - p.from]]
    const [h, t] = [q.values[at - q.from], q.values[q.length + at - q.from]]
    gg += g * h
    gs += g * t
    sg += s * h
    ss += s * t
  }
  return [gg, gs, sg, ss]
}

/** Tents along one axis: each is 1 at its point and 0 at the points beside it. */
class Tents {
  readonly count: number
  readonly #step: number
  /** Sums of products of a tent with itself and with the next. */
  readonly own: Float64Array
  readonly next: Float64Array

  constructor(pixels: number, step: number) {
    this.count = Math.max(2, Math.round((pixels - 1) / step) + 1)
    this.#step = (pixels - 1) / (this.count - 1)
    this.own = new Float64Array(this.count)
    this.next = new Float64Array(this.count)
    for (let at = 0; at < pixels; at++) {
      const { point, rest } = this.place(at)
      this.own[point] += (1 - rest) ** 2
      this.own[point + 1] += rest * rest
      this.next[point] += rest * (1 - rest)
    }
  }

  /** The point before a pixel, and how far on it is to the next, 0 … 1. */
  place(at: number): { point: number; rest: number } {
    const point = Math.min(Math.floor(at / this.#step), this.count - 2)
    return { point, rest: at / this.#step - point }
  }

  /** What a column's profile shares with each tent. */
  sums({ from, values, length }: Profile): { point: number; g: number; slope: number }[] {
    if (length === 0) return []
    const first = this.place(from).point
    const last = this.place(from + length - 1).point + 1
    const out = Array.from({ length: last - first + 1 }, (_, k) => ({ point: first + k, g: 0, slope: 0 }))
    for (let k = 0; k < length; k++) {
      const { point, rest } = this.place(from + k)
      const [low, high] = [out[point - first], out[point - first + 1]]
      low.g += (1 - rest) * values[k]
      low.slope += (1 - rest) * values[length + k]
      high.g += rest * values[k]
      high.slope += rest * values[length + k]
    }
    return out
  }
}

/** Bilinear between the points of a grid over the picture, and held straight by a stiffness at each point. */
class Background {
  readonly x: Tents
  readonly y: Tents
  readonly #across: { point: number; rest: number }[]
  readonly #stiffness: Float64Array
  readonly #diagonal: Float64Array

  constructor(
    readonly picture: Pick<Plane, 'width' | 'height'>,
    step: number,
  ) {
    this.x = new Tents(picture.width, step)
    this.y = new Tents(picture.height, step)
    this.#across = Array.from({ length: picture.width }, (_, column) => this.x.place(column))
    this.#stiffness = new Float64Array(this.points)
    this.#diagonal = new Float64Array(this.points)
    this.stiffen(this.#stiffness)
  }

  get points(): number {
    return this.x.count * this.y.count
  }

  /** Sums of the pixels times each tent. */
  project(data: Float32Array, out: Float64Array): void {
    const { width, height } = this.picture
    const line = new Float64Array(this.x.count)
    for (let row = 0; row < height; row++) {
      line.fill(0)
      for (let column = 0; column < width; column++) {
        const { point, rest } = this.#across[column]
        const value = data[row * width + column]
        line[point] += (1 - rest) * value
        line[point + 1] += rest * value
      }
      const { point, rest } = this.y.place(row)
      for (let k = 0; k < line.length; k++) {
        out[point * line.length + k] += (1 - rest) * line[k]
        out[(point + 1) * line.length + k] += rest * line[k]
      }
    }
  }

  render(levels: Float64Array, out: Float32Array): void {
    const { width, height } = this.picture
    const { count } = this.x
    for (let row = 0; row < height; row++) {
      const { point: v, rest: t } = this.y.place(row)
      for (let column = 0; column < width; column++) {
        const { point: u, rest: s } = this.#across[column]
        const at = v * count + u
        const above = levels[at] + s * (levels[at + 1] - levels[at])
        const below = levels[at + count] + s * (levels[at + count + 1] - levels[at + count])
        out[row * width + column] = above + t * (below - above)
      }
    }
  }

  multiply(vector: Float64Array, out: Float64Array): void {
    const { x, y } = this
    const line = new Float64Array(x.count)
    out.fill(0)
    for (let v = 0; v < y.count; v++) {
      const from = v * x.count
      for (let u = 0; u < x.count; u++) {
        let sum = x.own[u] * vector[from + u]
        if (u > 0) sum += x.next[u - 1] * vector[from + u - 1]
        if (u < x.count - 1) sum += x.next[u] * vector[from + u + 1]
        line[u] = sum
      }
      for (let u = 0; u < x.count; u++) {
        out[from + u] += y.own[v] * line[u]
        if (v > 0) out[from - x.count + u] += y.next[v - 1] * line[u]
        if (v < y.count - 1) out[from + x.count + u] += y.next[v] * line[u]
      }
    }
    this.#eachBend((at, step) => {
      const force = this.#stiffness[at] * (vector[at - step] - 2 * vector[at] + vector[at + step])
      out[at - step] += force
      out[at] -= 2 * force
      out[at + step] += force
    })
  }

  precondition(vector: Float64Array, out: Float64Array): void {
    for (let at = 0; at < out.length; at++) out[at] = vector[at] / this.#diagonal[at]
  }

  /** How much the levels bend at each point, along both axes. */
  bends(levels: Float64Array): Float64Array {
    const out = new Float64Array(levels.length)
    this.#eachBend((at, step) => {
      const bend = levels[at - step] - 2 * levels[at] + levels[at + step]
      out[at] += bend * bend
    })
    return out
  }

  /** What a bend of 1 costs at each point, in the equations' own units. */
  stiffen(stiffness: Float64Array): void {
    this.#stiffness.set(stiffness)
    const { x, y } = this
    this.#diagonal.forEach((_, at) => (this.#diagonal[at] = x.own[at % x.count] * y.own[Math.floor(at / x.count)]))
    this.#eachBend((at, step) => {
      this.#diagonal[at] += 4 * stiffness[at]
      this.#diagonal[at - step] += stiffness[at]
      this.#diagonal[at + step] += stiffness[at]
    })
  }

  #eachBend(visit: (at: number, step: number) => void): void {
    const { x, y } = this
    for (let v = 0; v < y.count; v++) {
      for (let u = 0; u < x.count; u++) {
        const at = v * x.count + u
        if (u > 0 && u < x.count - 1) visit(at, 1)
        if (v > 0 && v < y.count - 1) visit(at, x.count)
      }
    }
  }
}
