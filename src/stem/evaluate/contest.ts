import type { PatchSet } from '../patch/patches'
import type { SmoothDefect } from '../patch/smooth-defects'
import type { Separation, SmoothResult } from './metrics'
import { best } from './metrics'
import type { Scorer } from './scorers'

/** Scores by name, each with what it gives one and the same bulk. */
export type Contest = Readonly<Record<string, { scorer: Scorer; bulk: readonly Float32Array[] }>>

/** Called after each row with its name. */
export type Done = (row: string) => Promise<void>

export async function contestOn(bulk: PatchSet, scorers: Readonly<Record<string, Scorer>>): Promise<Contest> {
  const contest: Record<string, Contest[string]> = {}
  for (const [name, scorer] of Object.entries(scorers)) contest[name] = { scorer, bulk: await scorer(bulk) }
  return contest
}

/** How well each score tells patches from bulk. */
export async function separations(contest: Contest, patches: PatchSet): Promise<Record<string, Separation>> {
  const results: Record<string, Separation> = {}
  for (const [name, { scorer, bulk }] of Object.entries(contest)) results[name] = best(bulk, await scorer(patches))
  return results
}

/** The same for rows of smooth defects, `patchesOf` each rendered. */
export async function smoothResults(
  contest: Contest,
  rows: readonly SmoothDefect[],
  patchesOf: (row: SmoothDefect) => PatchSet,
  done: Done,
): Promise<Record<string, SmoothResult[]>> {
  const results = Object.fromEntries(Object.keys(contest).map((name): [string, SmoothResult[]] => [name, []]))
  for (const row of rows) {
    for (const [name, separation] of Object.entries(await separations(contest, patchesOf(row)))) {
      results[name].push({ ...row, ...separation })
    }
    await done(`${row.kind} ${row.size}`)
  }
  return results
}
