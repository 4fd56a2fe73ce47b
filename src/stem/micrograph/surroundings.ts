import type { Columns } from './columns'
import { AROUND, FEWEST_PAIRS } from './deviations'

/**
 * What surrounds a column that may scatter more than others: columns on one side only, on a quarter as in a corner of the picture, a defect whose change it
 * may share in, or the bent crystal beside a dislocation.
 */
export const SURROUNDINGS = { ordinary: 0, oneSided: 1, besideDefect: 2, bent: 3, corner: 4 } as const

/** Fewer pairs of columns on opposite sides have columns in a corner. */
const FEWEST_AT_EDGE = 2

/** A column may share in the change of a neighbour whose score is so high (20 standard deviations), and so many times its own. */
export const LOUD = 200
export const LOUDER = 25

/** The surroundings of each column before any defect is known. */
export function surroundingsOf(seen: Uint8Array, bent: Uint8Array, columns: Columns): Uint8Array {
  const pairs = columns.lattice.sublattices.map((_, s) =>
    columns
      .pairs(s, AROUND, (other) => other === s)
      .filter((pair) => pair.length === 2)
      .map((pair) => pair.map((offset) => columns.neighbours(s, offset))),
  )
  return Uint8Array.from(columns.table.sublattice, (s, n) => {
    if (bent[n]) return SURROUNDINGS.bent
    const k = n - columns.of(s).from
    let whole = 0
    for (const [first, second] of pairs[s]) {
      const [p, q] = [first[k], second[k]]
      if (p >= 0 && q >= 0 && seen[p] && seen[q]) whole++
    }
    if (whole < FEWEST_AT_EDGE) return SURROUNDINGS.corner
    return whole < FEWEST_PAIRS ? SURROUNDINGS.oneSided : SURROUNDINGS.ordinary
  })
}

/** The same once some columns are known to be defects: no fit of a column is perfect, and its neighbours get what it leaves. */
export function besideDefects(
  { known, score }: { known: Uint8Array; score: Float32Array },
  surroundings: Uint8Array,
  columns: Columns,
): Uint8Array {
  const nearest = columns.lattice.sublattices.map((_, s) => columns.offsets(s, 1))
  return surroundings.map((own, n) => {
    const isBeside = nearest[columns.table.sublattice[n]].some((offset) => {
      const k = columns.neighbour(n, offset)
      return k >= 0 && known[k] === 1 && score[k] > LOUD && score[k] > LOUDER * score[n]
    })
    return isBeside ? SURROUNDINGS.besideDefect : own
  })
}
