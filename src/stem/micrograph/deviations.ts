import { medianInPlace } from '../math/robust'
import { planeThrough } from '../math/robust-plane'
import type { Columns, Pair } from './columns'
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
  const pairs = columns.lattice.sublattices.map((_, s) => columns.pairs(s, AROUND, (other) => other === s))
  const farther = columns.lattice.sublattices.map((_, s) => columns.offsets(s, 3 * AROUND, (other) => other === s))
  const level = medianAround(pairs, columns, (pair, n, add) => {
    for (const offset of pair) {
      const other = columns.neighbour(n, offset)
      if (other >= 0 && seen[other] && !known[other]) add(height[other])
    }
  })
  const place = (component: 'dx' | 'dy', axis: 'x' | 'y') => {
    const moment = filtered[component]
    const lattice = columns.table[axis]
    const tells = (n: number) => n >= 0 && seen[n] && !known[n] && height[n] > PRESENT * level[n]
    const at = (n: number) => lattice[n] + moment[n] / height[n]
    const between = medianAround(
      pairs,
      columns,
      (pair, n, add) => {
        const [p, q] = pair.map((offset) => columns.neighbour(n, offset))
        // The middle of two columns on opposite sides goes by their own places alone: the lattice's has followed the column a little.
        if (pair.length === 2 && tells(p) && tells(q)) add((at(p) + at(q)) / 2 - lattice[n])
      },
      FEWEST_PAIRS,
    )
    const usual = between.map((middle, n) => {
      if (!Number.isNaN(middle)) return middle
      // Beside an edge: where the columns on this side would have it if they went on as they do.
      const around: { k: number; way: Vector }[] = []
      for (const { way, ...offset } of farther[columns.table.sublattice[n]]) {
        const k = columns.neighbour(n, { way, ...offset })
        if (tells(k)) around.push({ k, way })
        if (around.length === AROUND) break
      }
      return planeThrough(around.map(({ k, way }) => ({ ...way, value: at(k) - way[axis] }))).height - lattice[n]
    })
    return { usual, deviation: usual.map((own, n) => (seen[n] ? (moment[n] - height[n] * own) / level[n] : NaN)) }
  }
  const [x, y] = [place('dx', 'x'), place('dy', 'y')]
  const intensity = height.map((value, n) => (seen[n] ? value / level[n] - 1 : NaN))
  return { level, usual: [x.usual, y.usual], deviations: [intensity, x.deviation, y.deviation] }
}

/** Median of what the pairs of columns around each add; NaN where none does. */
function medianAround(
  pairs: readonly (readonly Pair[])[],
  columns: Columns,
  collect: (pair: Pair, n: number, add: (value: number) => void) => void,
  fewest = 1,
): Float32Array {
  const around = new Float64Array(2 * Math.max(...pairs.map(({ length }) => length)))
  return Float32Array.from(columns.table.sublattice, (s, n) => {
    let count = 0
    for (const pair of pairs[s]) collect(pair, n, (value) => (around[count++] = value))
    return count >= fewest ? medianInPlace(around, count) : NaN
  })
}
