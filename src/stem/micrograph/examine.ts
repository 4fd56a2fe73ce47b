import type { Micrograph } from '../../io/micrograph'
import type { LongCall } from '../../progress'
import type { MaskedArea } from '../clean/clean'
import { clean } from '../clean/clean'
import type { Contrast } from '../clean/contrast'
import { inverted } from '../clean/contrast'
import { findLattice } from '../lattice/find'
import type { Lattice, LatticeVerdict, Sublattice } from '../lattice/lattice'
import { relation, relationLabel } from '../lattice/relation'
import { SquarePixels } from './square-pixels'

/** A micrograph as it is searched, with its lattice. */
export interface Examined {
  /** Cleaned, with bright columns, and on square pixels. */
  square: SquarePixels
  /** On square pixels. */
  found: LatticeVerdict
  /** What was masked, in the micrograph's own pixels. */
  masked: readonly MaskedArea[]
  /** Remarks for the user: how the micrograph was changed before the search. */
  remarks: string[]
}

/** A frame as the micrograph is searched whose lattice it has: cleaned, with bright columns, on square pixels. */
export function examinedAs(frame: Micrograph, contrast: 'bright' | 'dark'): SquarePixels {
  const { micrograph } = clean(frame)
  return new SquarePixels(contrast === 'dark' ? inverted(micrograph) : micrograph)
}

/**
 * Cleans a micrograph and looks for its lattice. Spikes are single pixels only before these are resampled to square ones, so they
 * go first. Reports the stage `lattice`. Throws an InputError where pixels are too long to be searched.
 */
export async function examine(
  original: Micrograph,
  { contrast, ...call }: LongCall & { contrast: Contrast },
): Promise<Examined> {
  const { micrograph, mask, masked, remarks: changes } = clean(original)
  const square = new SquarePixels(micrograph)
  const found = await findLattice(square.micrograph, { contrast, mask: mask && square.mask(mask), ...call })
  const remarks = found.verdict === 'periodic' ? [...changes, ...grainRemarks(found)] : changes
  const isDark = found.verdict === 'periodic' && found.contrast === 'dark'
  if (!isDark) return { square, found, masked, remarks }
  const why = contrast === 'auto' ? 'its columns are dark, as in bright field' : 'as asked'
  return {
    square: new SquarePixels(inverted(micrograph)),
    found,
    masked,
    remarks: [...remarks, `searched inverted: ${why}`],
  }
}

/** That there are several lattices, and how they are related to the first. */
export function grainRemarks({ grains, sublattices, ...first }: Lattice): string[] {
  const columns = (of: readonly Sublattice[]) => of.reduce((sum, { sites }) => sum + sites.count, 0)
  return grains.map((grain, k) => {
    const how = relationLabel(relation(first, grain))
    const counts = `${columns(grain.sublattices)} columns beside ${columns(sublattices)} of the first`
    return `grain ${k + 2}: ${how}, ${counts}; it is searched by itself`
  })
}
