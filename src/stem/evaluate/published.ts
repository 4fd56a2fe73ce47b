import type { DefectSet, ReproductionData } from '../paper/image-sets'
import { DEFECT_SETS } from '../paper/image-sets'
import type { Contest, Done } from './contest'
import { separations } from './contest'
import type { Separation } from './metrics'

/** How well each score tells the paper's image sets from bulk. */
export async function publishedSets(
  contest: Contest,
  sets: ReproductionData['sets'],
  done: Done,
): Promise<Record<string, Record<DefectSet, Separation>>> {
  const names = Object.keys(contest)
  const results = Object.fromEntries(names.map((name) => [name, {} as Record<DefectSet, Separation>]))
  for (const set of DEFECT_SETS) {
    for (const [name, separation] of Object.entries(await separations(contest, sets[set]))) {
      results[name][set] = separation
    }
    await done(set)
  }
  return results
}
