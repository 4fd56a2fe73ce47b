import { median, medianInPlace } from '../math/robust'
import type { Columns } from './columns'
import type { Filtered } from './matched-filter'

/**
 * How columns differ from what is usual, one array a component: change of intensity as a part of the sublattice's,
 * displacement along x and y in px of the frame. NaN where a column was not seen.
 */
export type Deviations = readonly [intensity: Float32Array, dx: Float32Array, dy: Float32Array]

/** Columns of the same sublattice that tell what is usual about a place. */
const AROUND = 24

/** Median height of each sublattice's columns. */
export function amplitudes({ height }: Filtered, seen: Uint8Array, columns: Columns): number[] {
  return columns.lattice.sublattices.map((_, s) => {
    const { from, to } = columns.of(s)
    return median(height.subarray(from, to).filter((_, n) => seen[from + n] === 1))
  })
}

/** What the filters say of every column, in parts of its sublattice's amplitude; 0 is the median column on its place. */
export function deviationsOf(
  { height, dx, dy }: Filtered,
  amplitude: readonly number[],
  seen: Uint8Array,
  { table: { sublattice } }: Columns,
): Deviations {
  const scaled = (values: Float32Array, usual: number) =>
    values.map((value, n) => (seen[n] ? value / amplitude[sublattice[n]] - usual : NaN))
  return [scaled(height, 1), scaled(dx, 0), scaled(dy, 0)]
}

/** The same, less the median of the columns of its kind around each: what varies slowly over the field of view is gone. */
export function levelled(deviations: Deviations, columns: Columns): Deviations {
  const offsets = columns.lattice.sublattices.map((_, s) => columns.offsets(s, AROUND, (other) => other === s))
  const around = new Float64Array(Math.max(...offsets.map(({ length }) => length)))
  const [intensity, dx, dy] = deviations.map((values) =>
    values.map((value, n) => {
      let count = 0
      for (const offset of offsets[columns.table.sublattice[n]]) {
        const other = columns.neighbour(n, offset)
        if (other >= 0 && !Number.isNaN(values[other])) around[count++] = values[other]
      }
      return count > 0 ? value - medianInPlace(around, count) : NaN
    }),
  )
  return [intensity, dx, dy]
}
