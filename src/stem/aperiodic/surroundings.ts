import type { Plane } from '../lattice/spectrum'
import type { Vector } from '../math/vector'
import type { Tile } from './tiles'
import { tilesOf } from './tiles'
import { factor, solveFactored } from '../math/solve'

/** A crop reaches so far from its middle, and its middle is hidden within a radius: of a column's four σ and more; pixels of the coarse picture. */
export const REACH = 14
export const BLIND = 5.4
/** The tiles of a fold, a knight's move apart, are told by those of the others. */
const FOLDS = 5
/** Ridge, as a part of the variance. */
const RIDGE = 0.003

/** The pixels of a crop along an edge, and all of them as ways from its middle, row by row. */
export const SIDE = 2 * REACH + 1
const CROP = Array.from({ length: SIDE ** 2 }, (_, k) => ({ x: (k % SIDE) - REACH, y: Math.floor(k / SIDE) - REACH }))

/** What a crop shows. */
export const SEEN = CROP.filter(({ x, y }) => Math.hypot(x, y) >= BLIND && Math.hypot(x, y) <= REACH + 0.5)

/** What is hidden, as ways from the middle: of a crop's pixels, row by row. */
export const HIDDEN = CROP.filter(({ x, y }) => Math.hypot(x, y) < BLIND)

/** What predicts, and the hidden middle that it predicts, last. */
const ALL = [...SEEN, { x: 0, y: 0 }]

/**
 * What the surroundings of each pixel say of it, as those of the pixels of other tiles teach: linear least squares with a ridge, from a
 * crop whose middle is hidden. NaN at the edge, where no crop is whole.
 */
export function predictedBySurroundings(picture: Plane): Float32Array {
  const tiles = tilesOf(picture, REACH)
  const own = products(picture, tiles)
  const all = own[0].map((_, k) => own.reduce((sum, fold) => sum + fold[k], 0))
  const weights = own.map((fold) => weightsOf(all.map((value, k) => value - fold[k])))
  return applied(picture, tiles, weights)
}

function foldOf({ column, row }: Tile): number {
  return (column + 2 * row) % FOLDS
}

/**
 * By fold, the sums over its crops of the products of every two pixels of `ALL`: lower triangle [ALL, ALL]. Two pixels that lie the same
 * way apart have the same products in crops that lie otherwise, so those are multiplied once and added up over any rectangle by
 * their summed-area table.
 */
function products({ data, width, height }: Plane, tiles: readonly Tile[]): Float64Array[] {
  const out = Array.from({ length: FOLDS }, () => new Float64Array(ALL.length ** 2))
  const across = width + 1
  const table = new Float64Array(across * (height + 1))
  for (const { way, pairs } of pairsByWay()) {
    const step = way.y * width + way.x
    const [from, to] = [Math.max(0, -way.x), width - Math.max(0, way.x)]
    for (let y = 0; y < height - way.y; y++) {
      let sum = 0
      const row = (y + 1) * across + 1
      // What another way left there is not this one's.
      table[row + from - 1] = 0
      for (let x = from; x < to; x++) {
        const at = y * width + x
        sum += data[at] * data[at + step]
        table[row + x] = table[row - across + x] + sum
      }
    }
    for (const tile of tiles) {
      const { left, right, top, bottom } = tile
      const sums = out[foldOf(tile)]
      for (const { entry, first } of pairs) {
        const corner = (top + first.y) * across + left + first.x
        const below = corner + (bottom - top) * across
        const wide = right - left
        sums[entry] += table[below + wide] - table[below] - table[corner + wide] + table[corner]
      }
    }
  }
  return out
}

/** Pairs of `ALL` that lie the same way apart: their entry in a lower triangle, and the one from which the way leads. */
interface Alike {
  way: Vector
  pairs: { entry: number; first: Vector }[]
}

let known: Alike[] | null = null

function pairsByWay(): Alike[] {
  if (known) return known
  const byWay = new Map<string, Alike>()
  ALL.forEach((p, row) => {
    for (let column = 0; column <= row; column++) {
      const q = ALL[column]
      const isDown = q.y > p.y || (q.y === p.y && q.x >= p.x)
      const [first, last] = isDown ? [p, q] : [q, p]
      const way = { x: last.x - first.x, y: last.y - first.y }
      const key = `${way.x},${way.y}`
      const alike = byWay.get(key) ?? { way, pairs: [] }
      byWay.set(key, alike)
      alike.pairs.push({ entry: row * ALL.length + column, first })
    }
  })
  return (known = [...byWay.values()])
}

/** A weight for each of `SEEN`. */
function weightsOf(sums: Float64Array): Float64Array {
  const [count, wide] = [SEEN.length, ALL.length]
  const matrix = new Float64Array(count * count)
  let trace = 0
  for (let p = 0; p < count; p++) {
    for (let q = 0; q <= p; q++) matrix[p * count + q] = sums[p * wide + q]
    trace += matrix[p * count + p] / count
  }
  for (let p = 0; p < count; p++) matrix[p * count + p] += RIDGE * trace
  const side = sums.slice(count * wide, count * wide + count)
  if (!factor(matrix, count)) return side.fill(0)
  solveFactored(matrix, side)
  return side
}

function applied({ data, width, height }: Plane, tiles: readonly Tile[], weights: readonly Float64Array[]) {
  const out = new Float32Array(width * height).fill(NaN)
  const ways = Int32Array.from(SEEN, ({ x, y }) => y * width + x)
  for (const tile of tiles) {
    const { left, right, top, bottom } = tile
    const own = weights[foldOf(tile)]
    for (let y = top; y < bottom; y++) {
      for (let at = y * width + left; at < y * width + right; at++) {
        let sum = 0
        for (let k = 0; k < ways.length; k++) sum += own[k] * data[at + ways[k]]
        out[at] = sum
      }
    }
  }
  return out
}
