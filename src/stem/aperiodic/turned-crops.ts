import type { Random } from '../../nn'
import type { Plane } from '../lattice/spectrum'
import { bicubic } from '../math/interpolate'
import { HIDDEN, SEEN, SIDE, REACH } from './surroundings'

/** Crops and what their middles hide. */
export interface Lessons {
  /** [crops, SIDE, SIDE]; 0 where nothing is shown. */
  crops: Float32Array
  /** [crops, HIDDEN] */
  targets: Float32Array
}

/**
 * Crops about the places `at` of a picture, each turned by any angle, and every other one mirrored: columns may stand anywhere in a picture without a lattice,
 * so what is seen one way may be met another.
 */
export function turnedCrops(picture: Plane, at: Uint32Array, random: Random): Lessons {
  const { data, width, height } = picture
  const grid = { columns: width, rows: height }
  const lessons = {
    crops: new Float32Array(at.length * SIDE ** 2),
    targets: new Float32Array(at.length * HIDDEN.length),
  }
  at.forEach((place, n) => {
    const [x, y] = [place % width, Math.floor(place / width)]
    const angle = random.uniform(0, 2 * Math.PI)
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    const mirror = random.integer(2) ? 1 : -1
    const value = (way: { x: number; y: number }) =>
      bicubic(data, grid, x + mirror * (way.x * cos - way.y * sin), y + way.x * sin + way.y * cos)
    const crop = n * SIDE ** 2
    for (const way of SEEN) lessons.crops[crop + (way.y + REACH) * SIDE + way.x + REACH] = value(way)
    HIDDEN.forEach((way, k) => (lessons.targets[n * HIDDEN.length + k] = value(way)))
  })
  return lessons
}

/** Crops about the places `at` of a picture, as they lie: [crops, SIDE, SIDE]. */
export function cropsAt({ data, width }: Plane, at: Uint32Array): Float32Array {
  const crops = new Float32Array(at.length * SIDE ** 2)
  const ways = SEEN.map(({ x, y }) => ({ from: y * width + x, to: (y + REACH) * SIDE + x + REACH }))
  at.forEach((place, n) => {
    for (const { from, to } of ways) crops[n * SIDE ** 2 + to] = data[place + from]
  })
  return crops
}
