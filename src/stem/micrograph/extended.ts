import { connected } from '../math/connected'
import type { Plane } from '../lattice/spectrum'
import type { Columns } from './columns'
import type { Phases } from './phases'
import type { Region } from './regions'
import { regionOf } from './regions'

/** Fewer columns side by side are point defects. */
const LEAST_HOLE = 6
const LEAST_CLUSTER = 8
/** Nearest places that are looked at for the end of the crystal. */
const AROUND = 8
/** Places nearer to the frame than this part of the columns' spacing may lie beyond it where the lattice bends. */
const BENT = 0.25

/** 1 for places side by side at which there is no column. */
export function holes(seen: Uint8Array, present: Uint8Array, columns: Columns): Uint8Array {
  const hole = new Uint8Array(columns.count)
  for (const group of connected(columns.count, (n) => seen[n] === 1 && !present[n], columns.nearest())) {
    if (group.length >= LEAST_HOLE) for (const n of group) hole[n] = 1
  }
  return hole
}

/** 1 for the columns at the end of the crystal, which lack neighbours: beside a hole, or where no lattice is seen. */
export function endOfCrystal(
  hole: Uint8Array,
  columns: Columns,
  { width, height }: Pick<Plane, 'width' | 'height'>,
): Uint8Array {
  const { table } = columns
  const offsets = columns.lattice.sublattices.map((_, s) => columns.offsets(s, AROUND))
  const margin = BENT * columns.spacing
  return hole.map((_, n) => {
    const isEnd = offsets[table.sublattice[n]].some((offset) => {
      const other = columns.neighbour(n, offset)
      if (other >= 0) return hole[other] === 1
      const [x, y] = [table.x[n] + offset.way.x, table.y[n] + offset.way.y]
      return Math.min(x, y, width - 1 - x, height - 1 - y) > margin
    })
    return isEnd ? 1 : 0
  })
}

/**
 * What of the detections is extended; `part` is 1 for their columns. Many side by side are a region. Those that touch the `end` of the
 * crystal are where it ends, for the lattice is followed a little too far into another grain.
 */
export function clusters(
  found: Uint8Array,
  { phases, end }: { phases: Phases; end: Uint8Array },
  columns: Columns,
): { regions: Region[]; part: Uint8Array } {
  const part = new Uint8Array(columns.count)
  const around = columns.nearest()
  const regions = connected(columns.count, (n) => found[n] === 1, around).flatMap((members): Region[] => {
    const isEnd = members.some((n) => around(n).some((k) => end[k]))
    const isMany = members.length >= LEAST_CLUSTER
    if (isEnd || isMany) for (const n of members) part[n] = 1
    return isMany ? [regionOf({ kind: 'cluster', phase: null }, members, phases, columns)] : []
  })
  return { regions, part }
}
