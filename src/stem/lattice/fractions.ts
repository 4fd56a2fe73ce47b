import type { Basis } from '../math/vector'
import { combine, reduced } from '../math/vector'

/** A place in a cell, in units of its vectors. */
export type Fraction = readonly [u: number, v: number]

/**
 * The vectors by which a lattice becomes one of half or a third of the cell: of the real lattice, translations; of the
 * reciprocal one, where a cell of two or three times the area has further peaks.
 */
export const FRACTIONS: readonly { times: 2 | 3; at: Fraction }[] = [
  { times: 2, at: [1 / 2, 0] },
  { times: 2, at: [0, 1 / 2] },
  { times: 2, at: [1 / 2, 1 / 2] },
  { times: 3, at: [1 / 3, 0] },
  { times: 3, at: [0, 1 / 3] },
  { times: 3, at: [1 / 3, 1 / 3] },
  { times: 3, at: [1 / 3, 2 / 3] },
]

/** The lattice with one of these vectors besides: reduced, so that two vectors span it again. */
export function withFraction(basis: Basis, [u, v]: Fraction): Basis {
  const extra = combine(basis, u, v)
  // Of a, b and the fraction, two span all: a fraction with u ≠ 0 replaces a, unless it is a part of b alone.
  return reduced(u === 0 ? { a: basis.a, b: extra } : { a: extra, b: basis.b })
}
