import { connected } from '../math/connected'
import type { Columns } from './columns'

/** A neighbour is this far from where the lattice has it, in the columns' spacing, at most: otherwise a fault lies between. */
const COHERENT = 0.25
/** Nearest columns that are looked at, and how many make a part of the crystal. */
const AROUND = 6
const FEWEST = 12

/**
 * Parts of the crystal that are translated against each other, as beyond a stacking fault: 0 for the first, then 1, 2 …. The lattice
 * counts its cells on across a fault, but columns on the other side are no neighbours; `atFault` is 1 for those that have some there.
 */
export function coherentParts(columns: Columns): { parts: Uint8Array; atFault: Uint8Array } {
  const { table, lattice, count } = columns
  const nearest = lattice.sublattices.map((_, s) =>
    columns.offsets(s, AROUND).map((offset) => ({ way: offset.way, side: columns.neighbours(s, offset) })),
  )
  const near = COHERENT * columns.spacing
  // A neighbour by its cell that stands elsewhere is on the other side.
  const atFault = new Uint8Array(count)
  const around = (n: number) => {
    const s = table.sublattice[n]
    const coherent: number[] = []
    for (const { way, side } of nearest[s]) {
      const k = side[n - columns.of(s).from]
      if (k < 0) continue
      const off = Math.hypot(table.x[k] - table.x[n] - way.x, table.y[k] - table.y[n] - way.y)
      if (off < near) coherent.push(k)
      else atFault[n] = 1
    }
    return coherent
  }
  const label = new Uint8Array(count)
  const parts = connected(count, () => true, around).filter(({ length }) => length >= FEWEST)
  parts.forEach((members, part) => {
    for (const n of members) label[n] = Math.min(part, 255)
  })
  return { parts: label, atFault }
}
