import { Random } from '../../nn'
import { nearestPoint, neighbours } from '../lattice/grid'
import { MASKED } from '../lattice/strain'
import { connected } from '../math/connected'
import type { Plane } from '../lattice/spectrum'
import type { Columns } from './columns'
import type { Phases } from './phases'
import type { Region } from './regions'
import { regionOf } from './regions'

/** Fewer columns side by side are point defects. */
const LEAST_HOLE = 6
const LEAST_BEYOND = 2
const LEAST_CLUSTER = 8
/**
 * What chance makes of as many odd places is seen so many times, and a group must be so many times as large as the largest; not where more
 * than this part of all is odd.
 */
const SHUFFLES = 12
const BEYOND_CHANCE = 2
const MOST_BY_CHANCE = 0.4
/** Columns at a fault are the fault's if so many times as large a part of them is unusual as of all others. */
const IRREGULAR = 2
/** Nearest places that are looked at for the end of the crystal, and for that of the picture. */
const AROUND = 8
const AROUND_MASKED = 4
/** Places nearer to the frame than this part of the columns' spacing may lie beyond it where the lattice bends. */
const BENT = 0.25

/** Where no column is, and what the picture shows. */
interface Missing {
  seen: Uint8Array
  present: Uint8Array
}

/**
 * 1 for places side by side at which there is no column: many of them, or beyond the end of the crystal, where the lattice was followed a little
 * too far.
 */
export function holes(
  { seen, present }: Missing,
  columns: Columns,
  picture: Pick<Plane, 'width' | 'height'>,
): Uint8Array {
  const missing = seen.map((is, n) => (is && !present[n] ? 1 : 0))
  const hole = new Uint8Array(columns.count)
  const lacking = lackingNeighbours(columns, picture)
  const beyond = connected(columns.count, (n) => missing[n] === 1, columns.nearest()).filter(
    (group) => group.length >= LEAST_BEYOND && group.some((n) => lacking(n, false)),
  )
  for (const group of [...beyond, ...largeGroups(missing, seen, LEAST_HOLE, columns)])
    for (const n of group) hole[n] = 1
  return hole
}

/**
 * Groups of at least so many `odd` columns side by side, which are far more than chance brings together: where every fifth column is odd,
 * some have many odd neighbours. The odd ones of each sublattice are dealt anew among all that are `seen`.
 */
function largeGroups(odd: Uint8Array, seen: Uint8Array, least: number, columns: Columns): number[][] {
  const around = columns.nearest()
  const groupsOf = (flags: Uint8Array) => connected(columns.count, (n) => flags[n] === 1, around)
  const large = groupsOf(odd).filter((group) => group.length >= least)
  const count = (flags: Uint8Array) => flags.reduce((sum, is) => sum + is, 0)
  if (large.length === 0 || count(odd) > MOST_BY_CHANCE * count(seen)) return large
  const random = new Random(1)
  const bySublattice = columns.lattice.sublattices.map((_, s) => {
    const { from, to } = columns.of(s)
    return Array.from({ length: to - from }, (_, k) => from + k).filter((n) => seen[n])
  })
  const dealt = () => {
    const flags = new Uint8Array(columns.count)
    for (const places of bySublattice) {
      random.permutation(places.length).forEach((to, k) => (flags[places[to]] = odd[places[k]]))
    }
    return flags
  }
  const byChance = Array.from({ length: SHUFFLES }, () => Math.max(...groupsOf(dealt()).map(({ length }) => length)))
  return large.filter((group) => group.length > BEYOND_CHANCE * Math.max(...byChance))
}

/**
 * 1 for the columns at the end of the crystal, which lack neighbours: beside a hole, or where no lattice is seen; and for those `besideMask`, where
 * the picture ends, as it does at the frame, and not the crystal.
 */
export function endOfCrystal(
  hole: Uint8Array,
  columns: Columns,
  picture: Pick<Plane, 'width' | 'height'>,
): { end: Uint8Array; besideMask: Uint8Array } {
  const { table } = columns
  const offsets = columns.lattice.sublattices.map((_, s) => columns.offsets(s, AROUND))
  const lacking = lackingNeighbours(columns, picture)
  const isBesideHole = (n: number) =>
    offsets[table.sublattice[n]].some((offset) => {
      const other = columns.neighbour(n, offset)
      return other >= 0 && hole[other] === 1
    })
  return {
    end: hole.map((_, n) => (lacking(n, false) || isBesideHole(n) ? 1 : 0)),
    besideMask: hole.map((_, n) => (lacking(n, true) ? 1 : 0)),
  }
}

/** Whether the lattice has no place where a column should have a neighbour, in what is masked or elsewhere in the picture. */
function lackingNeighbours(
  columns: Columns,
  { width, height }: Pick<Plane, 'width' | 'height'>,
): (n: number, masked: boolean) => boolean {
  const { table } = columns
  const { distortion } = columns.lattice
  const isMasked = (x: number, y: number) => {
    const at = nearestPoint(distortion, x, y)
    return [at, ...neighbours(at, distortion)].some((near) => distortion.domain[near] === MASKED)
  }
  const offsets = [AROUND, AROUND_MASKED].map((count) =>
    columns.lattice.sublattices.map((_, s) => columns.offsets(s, count)),
  )
  const margin = BENT * columns.spacing
  return (n, masked) =>
    offsets[masked ? 1 : 0][table.sublattice[n]].some((offset) => {
      if (columns.neighbour(n, offset) >= 0) return false
      const [x, y] = [table.x[n] + offset.way.x, table.y[n] + offset.way.y]
      return Math.min(x, y, width - 1 - x, height - 1 - y) > margin && isMasked(x, y) === masked
    })
}

/** Whether a fault is more than a translation: its own columns are unusual so much more often than the rest. */
function isIrregular(found: Uint8Array, seen: Uint8Array, atFault: Uint8Array): boolean {
  const share = (own: 0 | 1) => {
    const members = Array.from(seen.keys()).filter((n) => seen[n] && atFault[n] === own)
    return members.filter((n) => found[n]).length / Math.max(members.length, 1)
  }
  return share(1) > IRREGULAR * share(0)
}

/**
 * What of the detections is extended; `part` is 1 for their columns. Many side by side are a region: a boundary where the crystal ends. Those that touch the `end` of the
 * crystal are where it ends, for the lattice is followed a little too far into another grain; and those at a fault are of the fault, where its
 * columns are found far more often than all others.
 */
export function clusters(
  found: Uint8Array,
  { seen, phases, end, atFault }: { seen: Uint8Array; phases: Phases; end: Uint8Array; atFault: Uint8Array },
  columns: Columns,
): { regions: Region[]; part: Uint8Array } {
  const part = new Uint8Array(columns.count)
  const around = columns.nearest()
  const ofFault = isIrregular(found, seen, atFault) ? atFault : new Uint8Array(columns.count)
  const touchesEnd = (members: readonly number[]) =>
    members.some((n) => ofFault[n] === 1 || around(n).some((k) => end[k] || ofFault[k]))
  const ends = connected(columns.count, (n) => found[n] === 1, around).filter(touchesEnd)
  const large = largeGroups(found, seen, LEAST_CLUSTER, columns)
  for (const members of [...ends, ...large]) for (const n of members) part[n] = 1
  const regions = large.map((members) => {
    const kind = touchesEnd(members) ? 'boundary' : 'cluster'
    return regionOf({ kind, phase: null }, members, phases, columns)
  })
  return { regions, part }
}
