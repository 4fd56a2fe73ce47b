import { Random } from '../../nn'
import type { PatchSet } from '../patch/patches'
import { poisson } from '../simulate/counting'
import type { Done } from './contest'
import { contestOn, smoothResults } from './contest'
import type { Ground } from './ground'
import type { SmoothResult } from './metrics'
import { DOSE_ROWS, DOSES } from './rows'
import type { Scorer } from './scorers'

/** What a score finds at so many electrons a pixel. */
export type DoseResult = SmoothResult & { score: string; dose: number }

/** What scores find where counting noise is added to bulk and defects alike. */
export async function doseSeries(
  scorers: Readonly<Record<string, Scorer>>,
  { fewer, render }: Ground,
  seed: number,
  done: Done,
): Promise<DoseResult[]> {
  const results: DoseResult[] = []
  for (const dose of DOSES) {
    const counted = (set: PatchSet) => recount(set, dose, seed)
    const contest = await contestOn(counted(fewer), scorers)
    const found = await smoothResults(contest, DOSE_ROWS, (row) => counted(render(fewer, row)), done)
    DOSE_ROWS.forEach((_, row) => {
      for (const score of Object.keys(scorers)) results.push({ ...found[score][row], score, dose })
    })
  }
  return results
}

/** The same image at a lower dose: so many electrons a pixel at full scale, counted. */
function recount(set: PatchSet, electrons: number, seed: number): PatchSet {
  const random = new Random(seed)
  const data = set.data.map((value) => Math.min(255, (poisson(random, (value / 255) * electrons) / electrons) * 255))
  return { ...set, data }
}
