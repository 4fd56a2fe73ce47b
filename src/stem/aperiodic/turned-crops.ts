import type { Random } from '../../nn'
import type { Plane } from '../lattice/spectrum'
import { bicubic } from '../math/interpolate'
import type { Vector } from '../math/vector'
import { HIDDEN, SEEN, SIDE, REACH } from './surroundings'

/** Crops and what their middles hide. */
export interface Lessons {
  /** [crops, SIDE, SIDE]; 0 where nothing is shown. */
  crops: Float32Array
  /** [crops, HIDDEN] */
  targets: Float32Array
}

/** Where each of `SEEN` stands in a crop. */
const SHOWN = SEEN.map(({ x, y }) => (y + REACH) * SIDE + x + REACH)

/** A picture is drawn so many times as fine once, by cubic convolution: between points that near, straight on is smooth enough, and takes less time. */
const FINE = 4

/** Crops of a picture, each turned by any angle. */
export class TurnedCrops {
  readonly #width: number
  readonly #fine: Plane

  constructor({ data, width, height }: Plane) {
    const grid = { columns: width, rows: height }
    const [across, down] = [FINE * (width - 1) + 1, FINE * (height - 1) + 1]
    const fine = new Float32Array(across * down)
    for (let v = 0, at = 0; v < down; v++) {
      for (let u = 0; u < across; u++) fine[at++] = bicubic(data, grid, u / FINE, v / FINE)
    }
    this.#width = width
    this.#fine = { data: fine, width: across, height: down }
  }

  /**
   * Crops about the places `at`, every other one mirrored: columns may stand anywhere in a picture without a lattice, so what is seen one
   * way may be met another. A crop and the pixel beyond it must be within the picture, however it is turned.
   */
  about(at: Uint32Array, random: Random): Lessons {
    const { data, width } = this.#fine
    const lessons = {
      crops: new Float32Array(at.length * SIDE ** 2),
      targets: new Float32Array(at.length * HIDDEN.length),
    }
    at.forEach((place, n) => {
      const [x, y] = [FINE * (place % this.#width), FINE * Math.floor(place / this.#width)]
      const angle = random.uniform(0, 2 * Math.PI)
      const [cos, sin] = [FINE * Math.cos(angle), FINE * Math.sin(angle)]
      const mirror = random.integer(2) ? 1 : -1
      const value = (way: Vector) => {
        const u = x + mirror * (way.x * cos - way.y * sin)
        const v = y + way.x * sin + way.y * cos
        // None is below 0.
        const left = u | 0
        const top = v | 0
        const corner = top * width + left
        const above = data[corner] + (u - left) * (data[corner + 1] - data[corner])
        const below = data[corner + width] + (u - left) * (data[corner + width + 1] - data[corner + width])
        return above + (v - top) * (below - above)
      }
      const crop = n * SIDE ** 2
      for (let k = 0; k < SEEN.length; k++) lessons.crops[crop + SHOWN[k]] = value(SEEN[k])
      const target = n * HIDDEN.length
      for (let k = 0; k < HIDDEN.length; k++) lessons.targets[target + k] = value(HIDDEN[k])
    })
    return lessons
  }
}

/** Crops about the places `at` of a picture, as they lie: [crops, SIDE, SIDE]. */
export function cropsAt({ data, width }: Plane, at: Uint32Array): Float32Array {
  const crops = new Float32Array(at.length * SIDE ** 2)
  const from = SEEN.map(({ x, y }) => y * width + x)
  at.forEach((place, n) => {
    for (let k = 0; k < from.length; k++) crops[n * SIDE ** 2 + SHOWN[k]] = data[place + from[k]]
  })
  return crops
}
