import type { Micrograph } from '../../io/micrograph'
import type { Random } from '../../nn'
import type { Plane } from '../lattice/spectrum'
import { quantile } from '../math/quantile'
import type { PatchSet } from '../patch/patches'
import type { ModelFrame } from './frame'

/** Share of the pixels that lie under what is taken for zero, and how many of them are looked at to know it. */
const PEDESTAL_QUANTILE = 0.001
const LOOKED_AT = 200_000

/** The darkest level of a micrograph, noise apart. */
export function pedestalOf({ data }: Pick<Micrograph, 'data'>): number {
  const stride = Math.max(1, Math.floor(data.length / LOOKED_AT))
  const sample = Float32Array.from({ length: Math.floor(data.length / stride) }, (_, i) => data[i * stride]).sort()
  return quantile(sample, PEDESTAL_QUANTILE)
}

/** An upright rectangle of a frame, px. */
interface Part {
  left: number
  top: number
  width: number
  height: number
}

/** A micrograph as the frame shows it, its pedestal taken off. Of no size but what is asked for. */
export class Sampler {
  readonly #picture: Plane
  readonly #reach: number

  constructor(
    picture: Plane,
    readonly frame: ModelFrame,
    readonly pedestal: number,
  ) {
    this.#picture = picture
    this.#reach = Math.max(1, frame.scale)
  }

  /**
   * The pixels of a part of the frame, row by row, written into `out` from `offset` on. Each is the mean under a tent as wide as
   * the coarser of both grids; what lies outside the micrograph repeats its edge.
   */
  read(part: Part, out = new Float32Array(part.width * part.height), offset = 0): Float32Array {
    const { left, top, width, height } = part
    const { place } = this.frame
    const start = place(left, top)
    const [right, down] = [place(left + 1, top), place(left, top + 1)]
    const [ax, ay, bx, by] = [right.x - start.x, right.y - start.y, down.x - start.x, down.y - start.y]
    // The micrograph's own pixels need no mean, and that is most of the work on large ones.
    const isCopy =
      ax === 1 && ay === 0 && bx === 0 && by === 1 && Number.isInteger(start.x) && Number.isInteger(start.y)
    const isInside =
      start.x >= 0 && start.y >= 0 && start.x + width <= this.#picture.width && start.y + height <= this.#picture.height
    if (isCopy && isInside) return this.#copy({ ...part, left: start.x, top: start.y }, out, offset)
    for (let v = 0; v < height; v++) {
      for (let u = 0; u < width; u++) {
        const value = this.#mean(start.x + u * ax + v * bx, start.y + u * ay + v * by)
        out[offset + v * width + u] = Math.max(0, value - this.pedestal)
      }
    }
    return out
  }

  #copy({ left, top, width, height }: Part, out: Float32Array, offset: number): Float32Array {
    for (let v = 0; v < height; v++) {
      let from = (top + v) * this.#picture.width + left
      const first = offset + v * width
      for (let to = first; to < first + width; to++, from++) {
        out[to] = Math.max(0, this.#picture.data[from] - this.pedestal)
      }
    }
    return out
  }

  /** Under a tent around a place of the micrograph. */
  #mean(x: number, y: number): number {
    const { data, width, height } = this.#picture
    const reach = this.#reach
    // The tent is 0 at its ends: on a grid of the same scale one pixel is all there is to it.
    const [left, right] = [Math.floor(x - reach) + 1, Math.ceil(x + reach) - 1]
    const [top, bottom] = [Math.floor(y - reach) + 1, Math.ceil(y + reach) - 1]
    let [sum, weight] = [0, 0]
    for (let row = top; row <= bottom; row++) {
      const vertical = reach - Math.abs(row - y)
      const line = Math.min(Math.max(row, 0), height - 1) * width
      for (let column = left; column <= right; column++) {
        const w = vertical * (reach - Math.abs(column - x))
        sum += w * data[line + Math.min(Math.max(column, 0), width - 1)]
        weight += w
      }
    }
    return sum / weight
  }

  /** Whether a place of the frame lies in the micrograph. */
  shows(u: number, v: number): boolean {
    const { x, y } = this.frame.place(u, v)
    return x >= -0.5 && y >= -0.5 && x <= this.#picture.width - 0.5 && y <= this.#picture.height - 0.5
  }

  /** Square patches at random places, those that lie in the micrograph for the most part. */
  randomPatches(size: number, count: number, random: Random): PatchSet {
    const data = new Float32Array(count * size * size)
    for (let n = 0; n < count; n++) {
      let [u, v] = [0, 0]
      for (let attempt = 0; attempt < 1000; attempt++) {
        u = random.integer(this.frame.width - size + 1)
        v = random.integer(this.frame.height - size + 1)
        if (this.#isInside(u, v, size)) break
      }
      this.read({ left: u, top: v, width: size, height: size }, data, n * size * size)
    }
    return { data, count, size }
  }

  #isInside(u: number, v: number, size: number): boolean {
    const far = size - 1
    return this.shows(u, v) && this.shows(u + far, v) && this.shows(u, v + far) && this.shows(u + far, v + far)
  }
}
