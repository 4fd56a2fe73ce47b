import type { Micrograph } from '../../io/micrograph'
import type { LongCall } from '../../progress'
import { clean } from '../clean/clean'
import type { Contrast } from '../clean/contrast'
import { inverted } from '../clean/contrast'
import { findLattice } from './find'
import type { LatticeVerdict } from './lattice'

/** A micrograph as it is searched, with its lattice. */
export interface Examined {
  /** Cleaned, and with bright columns. */
  micrograph: Micrograph
  found: LatticeVerdict
  /** What a person is told of how the micrograph was changed before it was searched. */
  remarks: string[]
}

/** Cleans a micrograph and looks for its lattice. Reports the stage `lattice`. */
export async function examine(
  original: Micrograph,
  { contrast, ...call }: LongCall & { contrast: Contrast },
): Promise<Examined> {
  const { micrograph, mask, remarks } = clean(original)
  const found = await findLattice(micrograph, { contrast, mask, ...call })
  const isDark = found.verdict === 'periodic' && found.contrast === 'dark'
  if (!isDark) return { micrograph, found, remarks }
  const why = contrast === 'auto' ? 'its columns are dark, as in bright field' : 'as asked'
  return { micrograph: inverted(micrograph), found, remarks: [...remarks, `searched inverted: ${why}`] }
}
