import type { Plane } from '../lattice/spectrum'
import type { Profiles } from './profile'

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

  /** Sums of products of each column's profile with the tents that it reaches. */
  shared({ from, length, start, values }: Profiles): Shared {
    const count = from.length
    const [first, begin] = [new Int32Array(count), new Int32Array(count + 1)]
    for (let n = 0; n < count; n++) {
      first[n] = this.place(from[n]).point
      const last = this.place(from[n] + length[n] - 1).point + 1
      begin[n + 1] = begin[n] + (length[n] > 0 ? last - first[n] + 1 : 0)
    }
    const [g, slope] = [new Float64Array(begin[count]), new Float64Array(begin[count])]
    for (let n = 0; n < count; n++) {
      for (let k = 0; k < length[n]; k++) {
        const { point, rest } = this.place(from[n] + k)
        const low = begin[n] + point - first[n]
        const [value, steep] = [values[start[n] + k], values[start[n] + length[n] + k]]
        g[low] += (1 - rest) * value
        slope[low] += (1 - rest) * steep
        g[low + 1] += rest * value
        slope[low + 1] += rest * steep
      }
    }
    return { first, begin, g, slope }
  }
}

/** Of column n, with the tents from `first[n]` on: entries from `begin[n]` to `begin[n + 1]`. */
interface Shared {
  first: Int32Array
  begin: Int32Array
  g: Float64Array
  slope: Float64Array
}

/** Bilinear between the points of a grid over the picture, and held straight by a stiffness at each point. */
export class Background {
  readonly x: Tents
  readonly y: Tents
  /** Of each column of pixels, the point before it, and how far on it is to the next. */
  readonly #point: Int32Array
  readonly #rest: Float64Array
  readonly #stiffness: Float64Array
  readonly #diagonal: Float64Array

  constructor(
    readonly picture: Pick<Plane, 'width' | 'height'>,
    step: number,
  ) {
    this.x = new Tents(picture.width, step)
    this.y = new Tents(picture.height, step)
    this.#point = Int32Array.from({ length: picture.width }, (_, column) => this.x.place(column).point)
    this.#rest = Float64Array.from({ length: picture.width }, (_, column) => this.x.place(column).rest)
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
    const [points, rests] = [this.#point, this.#rest]
    const line = new Float64Array(this.x.count)
    for (let row = 0; row < height; row++) {
      line.fill(0)
      for (let column = 0; column < width; column++) {
        const point = points[column]
        const rest = rests[column]
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
    const [points, rests] = [this.#point, this.#rest]
    const line = new Float64Array(count)
    for (let row = 0; row < height; row++) {
      const { point: v, rest } = this.y.place(row)
      for (let u = 0, at = v * count; u < count; u++, at++)
        line[u] = levels[at] + rest * (levels[at + count] - levels[at])
      for (let column = 0, at = row * width; column < width; column++, at++) {
        const level = line[points[column]]
        out[at] = level + rests[column] * (line[points[column] + 1] - level)
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
