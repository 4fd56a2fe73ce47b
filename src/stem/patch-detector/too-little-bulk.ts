import { enoughFor, isEnough } from '../math/conformal'
import type { PatchJudge } from './calibrate'

/** What a reader must know where the bulk is too small to show so low a rate: then nothing can be flagged. Null where it is not. */
export function tooLittleBulk({ observer }: PatchJudge, rate: number): string | null {
  if (isEnough(observer.patches, rate)) return null
  const fewest = Math.min(...observer.patches.parts.map(({ length }) => length))
  return (
    `a third of the model's bulk gave ${fewest} scores to compare with, and a rate of ${rate} takes ` +
    `${enoughFor(rate)}: train on more patches, or give a larger --rate`
  )
}
