import { median, spreadAbout } from '../math/robust'
import type { Columns } from './columns'
import type { FittedColumns } from './joint-fit'

/** A column of less than this part of its sublattice's height, or of that of the columns around, is not there. */
const PRESENT = 0.3
/** Columns of its kind around one whose median says how high they are there: where it is so many times what they scatter by, and the noise. */
const AROUND = 8
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
    const around = offsets[s].map((offset) => columns.neighbour(n, offset)).filter((k) => k >= 0 && seen[k])
    const heights = around.map((k) => height[k])
    const level = median(heights)
    const areAlike = level > BEYOND_SCATTER * spreadAbout(heights, level) && level > BEYOND_NOISE * heightNoise[n]
    return areAlike && height[n] > PRESENT * level ? 1 : 0
  })
}
