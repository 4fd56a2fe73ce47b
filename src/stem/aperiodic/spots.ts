import type { Plane } from '../lattice/spectrum'
import { vertex } from '../math/interpolate'
import { nthSmallest } from '../math/nth-smallest'
import type { Vector } from '../math/vector'

/** A maximum of a picture, in its pixels. */
export interface Spot extends Vector {
  value: number
}

/** How far one place is from another. */
export function away(one: Vector, other: Vector): number {
  return Math.hypot(one.x - other.x, one.y - other.y)
}

/** Spots that stand above the ground by this part of a bright one's height are columns. */
const LEAST = 0.4
/** The quantile of the picture that counts as the ground between columns. */
const GROUND = 0.05

/** Columns that have merged form a ridge: places on it that count are so far from each other and from its maxima, pixels. */
const APART = 3

/** The columns of a picture. What is NaN is not looked at. */
export interface Columns {
  spots: Spot[]
  /** The level of the ground between columns, and the least of a column. */
  ground: number
  least: number
}

export function columnsIn(picture: Plane): Columns {
  const known = knownOf(picture.data)
  const ground = known.length > 0 ? nthSmallest(known, Math.floor(GROUND * known.length)) : NaN
  const all = maxima(picture).filter(({ value }) => value > ground)
  // Of a mixture of columns and weak chance maxima the mean in which each counts by its height is that of the columns.
  const [sum, squares] = all.reduce(([s, q], { value }) => [s + value - ground, q + (value - ground) ** 2], [0, 0])
  const least = ground + (LEAST * squares) / sum
  return { spots: all.filter(({ value }) => value > least), ground, least }
}

/** What is not NaN, in a list of its own. */
function knownOf(data: Float32Array): Float64Array {
  const known = new Float64Array(data.length)
  let count = 0
  for (let at = 0; at < data.length; at++) if (!Number.isNaN(data[at])) known[count++] = data[at]
  return known.subarray(0, count)
}

/**
 * Places as bright as columns that are maxima no more, because columns have merged: two layers on top of each other have many. The brightest
 * first, each apart from those before it and from the spots.
 */
export function betweenSpots({ data, width, height }: Plane, { spots, least }: Columns): Spot[] {
  const taken = new Uint8Array(data.length)
  const take = ({ x, y }: Vector) => {
    for (let v = Math.max(0, Math.ceil(y - APART)); v <= Math.min(height - 1, y + APART); v++) {
      for (let u = Math.max(0, Math.ceil(x - APART)); u <= Math.min(width - 1, x + APART); u++) {
        if (Math.hypot(u - x, v - y) < APART) taken[v * width + u] = 1
      }
    }
  }
  spots.forEach(take)
  const bright = Array.from(data.keys()).filter((at) => data[at] > least && !taken[at])
  const found: Spot[] = []
  for (const at of bright.sort((p, q) => data[q] - data[p])) {
    if (taken[at]) continue
    const spot = { x: at % width, y: Math.floor(at / width), value: data[at] }
    take(spot)
    found.push(spot)
  }
  return found
}

/** Maxima among the eight pixels around, to a part of a pixel. */
function maxima({ data, width, height }: Plane): Spot[] {
  const found: Spot[] = []
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      if (!isMaximum(data, at, width)) continue
      const left = data[at - 1]
      const right = data[at + 1]
      const above = data[at - width]
      const below = data[at + width]
      const dx = vertex(left, data[at], right)
      const dy = vertex(above, data[at], below)
      const value = data[at] + 0.25 * (dx * (right - left) + dy * (below - above))
      found.push({ x: x + dx, y: y + dy, value })
    }
  }
  return found
}

/** Of equal neighbours the last counts; beside NaN there is none. */
function isMaximum(data: Float32Array, at: number, width: number): boolean {
  for (let row = -width; row <= width; row += width) {
    for (let k = at + row - 1; k <= at + row + 1; k++) {
      if (k !== at && !(k < at ? data[at] >= data[k] : data[at] > data[k])) return false
    }
  }
  return true
}
