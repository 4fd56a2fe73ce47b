import { connected } from '../math/connected'
import type { Lattice } from '../lattice/lattice'
import type { Plane } from '../lattice/spectrum'
import type { ColumnIndex, FieldColumns } from './columns'
import { neighbourOffsets } from './columns'
import type { Phases } from './phases'
import type { Region } from './regions'
import { nearestOf, regionOf } from './regions'

/** Fewer columns side by side are point defects. */
const LEAST_HOLE = 6
const LEAST_CLUSTER = 8
/** Nearest places that are looked at for the end of the crystal. */
const AROUND = 8

/** 1 for places side by side at which there is no column. */
export function holes(
  seen: Uint8Array,
  present: Uint8Array,
  lattice: Lattice,
  columns: FieldColumns,
  index: ColumnIndex,
): Uint8Array {
  const hole = new Uint8Array(columns.count)
  for (const group of connected(
    columns.count,
    (n) => seen[n] === 1 && !present[n],
    nearestOf(lattice, columns, index),
  )) {
    if (group.length >= LEAST_HOLE) for (const n of group) hole[n] = 1
  }
  return hole
}

/** 1 for the columns at the end of the crystal, which lack neighbours: beside a hole, or where no lattice is seen. */
export function endOfCrystal(
  hole: Uint8Array,
  lattice: Lattice,
  columns: FieldColumns,
  index: ColumnIndex,
  { width, height }: Pick<Plane, 'width' | 'height'>,
): Uint8Array {
  const offsets = lattice.sublattices.map((_, s) => neighbourOffsets(lattice, s, AROUND, () => true))
  return hole.map((_, n) => {
    const isEnd = offsets[columns.sublattice[n]].some((offset) => {
      const other = index.neighbour(n, offset)
      if (other >= 0) return hole[other] === 1
      const [x, y] = [columns.x[n] + offset.way.x, columns.y[n] + offset.way.y]
      return x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1
    })
    return isEnd ? 1 : 0
  })
}

/** Detections side by side, as regions; `part` is 1 for their columns. */
export function clusters(
  found: Uint8Array,
  phases: Phases,
  lattice: Lattice,
  columns: FieldColumns,
  index: ColumnIndex,
) {
  const part = new Uint8Array(columns.count)
  const groups = connected(columns.count, (n) => found[n] === 1, nearestOf(lattice, columns, index))
  const regions = groups.flatMap((members): Region[] => {
    if (members.length < LEAST_CLUSTER) return []
    for (const n of members) part[n] = 1
    return [regionOf('cluster', null, members, phases, lattice, columns)]
  })
  return { regions, part }
}
