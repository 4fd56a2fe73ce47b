import type { DetectionResult, PresetName, SearchedResult } from '../../session/detector'
import type { Seeds, SeedsRecord } from '../../session/files/seeds'
import { t } from '../language/message'

/** What searches from several seeds agree on, and the result whose search was the first of them. */
export interface SeedsFound extends Seeds {
  result: SearchedResult
}

/** What is known of the result that is shown now: another one asks for other searches. */
export function seedsOfShown({
  seeds,
  result,
}: {
  seeds: SeedsFound | null
  result: DetectionResult | null
}): SeedsFound | null {
  return seeds?.result === result ? seeds : null
}

/** The result, where another seed could give another one: where a model was trained for it, or has learned what has no lattice. */
export function seededResult({
  result,
  restored,
}: {
  result: DetectionResult | null
  restored: boolean
}): SearchedResult | null {
  if (!result?.pictures || restored) return null
  if (result.verdict === 'not periodic') return (result.surroundings.weights?.vae ?? 0) > 0 ? result : null
  return presetOf(result) ? result : null
}

/** The preset of the model that was trained for a result; null for one from elsewhere, and where none was. */
export function presetOf({ circumstances: { request } }: SearchedResult): PresetName | null {
  return (['fast', 'paper'] as const).find((name) => name === request.model) ?? null
}

/** What all searches found beside what any did. */
export function agreement({ seeds, columns }: SeedsRecord): string {
  const withEach = columns.filter(({ foundIn }) => foundIn === seeds.length).length
  return t`Columns found with any of ${seeds.length} seeds: ${columns.length}; with each: ${withEach}.`
}
