import { median, spreadAbout } from '../math/robust'
import { planeThrough } from '../math/robust-plane'
import type { Columns } from './columns'
import type { FittedColumns } from './joint-fit'

/** A column of less than this part of its sublattice's height, or of that of the columns around, is not there. */
const PRESENT = 0.3
/** Columns of its kind around one, the plane through which says how high they are there: where it is so many times what they scatter by, and the noise. */
const AROUND = 12
const BEYOND_SCATTER = 3
const BEYOND_NOISE = 6

/**
 * 1 for the columns that are there. At the thin end of a wedge all are low, and all are there: they are alike, and far above the noise. In a hole
 * what is fitted is neither.
 */
export function presentColumns({ seen, height, heightNoise }: FittedColumns, columns: Columns): Uint8Array {
  const { table, lattice } = columns
  const offsets = lattice.sublattices.map((_, s) => columns.offsets(s, AROUND, (other) => other === s))
  const usual = lattice.sublattices.map((_, s) => {
    const { from, to } = columns.of(s)
    return median(height.subarray(from, to).filter((_, n) => seen[from + n] === 1))
  })
  return seen.map((is, n) => {
    const s = table.sublattice[n]
    if (!is || height[n] > PRESENT * usual[s]) return is
    const around = offsets[s].flatMap((offset) => {
      const k = columns.neighbour(n, offset)
      return k >= 0 && seen[k] ? [{ ...offset.way, value: height[k] }] : []
    })
    const { height: level, alongX, alongY } = planeThrough(around)
    const off = around.map(({ x, y, value }) => value - level - (x * alongX + y * alongY || 0))
    // Of so few the plane takes a part of the scatter.
    const spread = spreadAbout(off, 0) * Math.sqrt(off.length / Math.max(off.length - 3, 1))
    const areAlike = level > BEYOND_SCATTER * spread && level > BEYOND_NOISE * heightNoise[n]
    return areAlike && height[n] > PRESENT * level ? 1 : 0
  })
}
