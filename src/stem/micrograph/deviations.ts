import type { Lattice } from '../lattice/lattice'
import type { ColumnIndex, FieldColumns } from './columns'
import { neighbourOffsets } from './columns'
import type { Filtered } from './matched-filter'

/**
 * How columns differ from what is usual, one array a component: change of intensity as a part of the sublattice's,
 * displacement along x and y in px of the frame. NaN where a column was not seen.
 */
export type Deviations = readonly [intensity: Float32Array, dx: Float32Array, dy: Float32Array]

/** Columns of the same sublattice that tell what is usual about a place. */
const AROUND = 24

/** Median height of each sublattice's columns. */
export function amplitudes({ height }: Filtered, seen: Uint8Array, { start }: FieldColumns): number[] {
  return start.slice(1).map((end, s) => {
    const all = Array.from(height.subarray(start[s], end)).filter((_, n) => seen[start[s] + n] === 1)
    return medianOf(Float64Array.from(all), all.length)
  })
}

/** What the filters say of every column, in parts of its sublattice's amplitude; 0 is the median column on its place. */
export function deviationsOf(
  { height, dx, dy }: Filtered,
  amplitude: readonly number[],
  seen: Uint8Array,
  { sublattice }: FieldColumns,
): Deviations {
  const scaled = (values: Float32Array, usual: number) =>
    values.map((value, n) => (seen[n] ? value / amplitude[sublattice[n]] - usual : NaN))
  return [scaled(height, 1), scaled(dx, 0), scaled(dy, 0)]
}

/** The same, less the median of the columns of its kind around each: what varies slowly over the field is gone. */
export function levelled(
  deviations: Deviations,
  lattice: Pick<Lattice, 'a' | 'b' | 'sublattices'>,
  columns: FieldColumns,
  index: ColumnIndex,
): Deviations {
  const offsets = lattice.sublattices.map((_, s) => neighbourOffsets(lattice, s, AROUND, (other) => other === s))
  const around = new Float64Array(Math.max(...offsets.map(({ length }) => length)))
  const [intensity, dx, dy] = deviations.map((values) =>
    values.map((value, n) => {
      let count = 0
      for (const offset of offsets[columns.sublattice[n]]) {
        const other = index.neighbour(n, offset)
        if (other >= 0 && !Number.isNaN(values[other])) around[count++] = values[other]
      }
      return count > 0 ? value - medianOf(around, count) : NaN
    }),
  )
  return [intensity, dx, dy]
}

/** Of the first `count` values, which are put in order. */
export function medianOf(values: Float64Array, count: number): number {
  const sorted = values.subarray(0, count).sort()
  return (sorted[(count - 1) >> 1] + sorted[count >> 1]) / 2
}

/** 1.4826 × the median distance from the median: a normal sample's standard deviation, whatever a third of it may be. */
export function robustSpread(values: Float32Array, from = 0, to = values.length): number {
  const known = Float64Array.from(values.subarray(from, to)).filter((value) => !Number.isNaN(value))
  const centre = medianOf(known, known.length)
  return (
    1.4826 *
    medianOf(
      known.map((value) => Math.abs(value - centre)),
      known.length,
    )
  )
}
