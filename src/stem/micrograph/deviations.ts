import { medianInPlace } from '../math/robust'
import { planeThrough } from '../math/robust-plane'
import type { Columns } from './columns'
import type { Vector } from '../math/vector'
import type { Filtered } from './matched-filter'

/**
 * How columns differ from what is usual, one array a component: change of intensity as a part of what stands around,
 * displacement along x and y in px, each times the part of the intensity that is there. NaN where a column was not seen.
 */
export type Deviations = readonly [intensity: Float32Array, dx: Float32Array, dy: Float32Array]

/** What is usual around each column, and by which it differs. */
export interface Levelled {
  /** Height of the columns of its kind around. */
  level: Float32Array
  /** By which those around put it off its place in the smoothly distorted lattice, px. */
  usual: readonly [x: Float32Array, y: Float32Array]
  deviations: Deviations
}

/** Columns of the same sublattice that tell what is usual about a place. */
export const AROUND = 24
/** Fewer pairs of columns on opposite sides, as beside an edge, do not say where the one between them should be. */
export const FEWEST_PAIRS = 4
/** A column of less than this part of what stands around does not say where it stands. */
const PRESENT = 0.3

/**
 * What filters say of every column beside the columns of its kind around: what varies slowly over the field of view is gone.
 * Columns marked in `known` are defects and do not tell what is usual.
 */
export function levelled(filtered: Filtered, seen: Uint8Array, known: Uint8Array, columns: Columns): Levelled {
  const { height } = filtered
  const { table, lattice } = columns
  const sides = lattice.sublattices.map((_, s) =>
    columns.pairs(s, AROUND, (other) => other === s).map((pair) => pair.map((offset) => columns.neighbours(s, offset))),
  )
  // At an edge half of these, in a corner a quarter: those that are as near.
  const farther = lattice.sublattices.map((_, s) => columns.offsets(s, 2 * AROUND, (other) => other === s))
  const level = medianAround(sides, columns, ({ pairs, k, around }) => {
    let count = 0
    for (const pair of pairs) {
      for (const side of pair) {
        const other = side[k]
        if (other >= 0 && seen[other] && !known[other]) around[count++] = height[other]
      }
    }
    return count
  })
  const tells = Uint8Array.from(seen, (is, n) => (is && !known[n] && height[n] > PRESENT * level[n] ? 1 : 0))
  const place = (component: 'dx' | 'dy', axis: 'x' | 'y') => {
    const moment = filtered[component]
    const rigid = table[axis]
    const at = rigid.map((own, n) => own + moment[n] / height[n])
    const between = medianAround(
      sides,
      columns,
      ({ pairs, k, n, around }) => {
        let count = 0
        for (const [first, second] of pairs) {
          if (!second) continue
          const [p, q] = [first[k], second[k]]
          // The middle of two columns on opposite sides goes by their own places alone: the lattice's has followed the column a little.
          if (p >= 0 && q >= 0 && tells[p] && tells[q]) around[count++] = (at[p] + at[q]) / 2 - rigid[n]
        }
        return count
      },
      FEWEST_PAIRS,
    )
    const isTold = tells.includes(1)
    const usual = between.map((middle, n) => {
      if (!isTold || !Number.isNaN(middle)) return middle
      // Beside an edge: where the columns on this side would have it if they went on as they do.
      const around: (Vector & { value: number })[] = []
      for (const offset of farther[table.sublattice[n]]) {
        const k = columns.neighbour(n, offset)
        if (k >= 0 && tells[k]) around.push({ x: offset.way.x, y: offset.way.y, value: at[k] - offset.way[axis] })
      }
      return planeThrough(around).height - rigid[n]
    })
    return { usual, deviation: usual.map((own, n) => (seen[n] ? (moment[n] - height[n] * own) / level[n] : NaN)) }
  }
  const [x, y] = [place('dx', 'x'), place('dy', 'y')]
  const intensity = height.map((value, n) => (seen[n] ? value / level[n] - 1 : NaN))
  return { level, usual: [x.usual, y.usual], deviations: [intensity, x.deviation, y.deviation] }
}

/** One column, the `k`-th of its sublattice, the neighbours on opposite sides of each of these, and room for what they say. */
interface Place {
  n: number
  k: number
  pairs: readonly (readonly Int32Array[])[]
  around: Float64Array
}

/** Median of what `collect` has put into `around`, and how much that was it returns; NaN of fewer than `fewest`. */
function medianAround(
  sides: readonly Place['pairs'][],
  columns: Columns,
  collect: (place: Place) => number,
  fewest = 1,
): Float32Array {
  const out = new Float32Array(columns.count).fill(NaN)
  sides.forEach((pairs, s) => {
    const { from, to } = columns.of(s)
    const around = new Float64Array(2 * pairs.length)
    const place = { n: from, k: 0, pairs, around }
    for (; place.n < to; place.n++, place.k++) {
      const count = collect(place)
      if (count >= fewest) out[place.n] = medianInPlace(around, count)
    }
  })
  return out
}
