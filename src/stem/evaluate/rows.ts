import type { SmoothDefect } from '../patch/smooth-defects'

/** Sizes at which every score is evaluated: parts of a column, and Å. */
const DEFICITS = [0.04, 0.08, 0.15, 0.25, 0.5, 1]
const SHIFTS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.15]

/** The brighter and the dimmer one. */
export const SUBLATTICES = [0, 1] as const

/** The difficulty curves' points: both sublattices, both kinds, all sizes. */
export const SMOOTH_ROWS: readonly SmoothDefect[] = SUBLATTICES.flatMap((sublattice) => [
  ...DEFICITS.map((size): SmoothDefect => ({ sublattice, kind: 'deficit', size })),
  ...SHIFTS.map((size): SmoothDefect => ({ sublattice, kind: 'shift', size })),
])

/** Rows of the ablation and of the second evaluation: where bulk and defects overlap. */
export const HARD_ROWS: readonly SmoothDefect[] = SMOOTH_ROWS.filter(
  ({ kind, size }) => size === 0.08 || size === 0.25 || (kind === 'shift' && size >= 0.1 && size <= 0.3),
)

/** Electrons a pixel at full scale, of a bulk image to which counting noise is added. */
export const DOSES = [1000, 300, 100, 30] as const

/** Told apart at every dose. */
export const DOSE_ROWS: readonly SmoothDefect[] = [
  { sublattice: 0, kind: 'deficit', size: 0.25 },
  { sublattice: 1, kind: 'shift', size: 0.3 },
]
