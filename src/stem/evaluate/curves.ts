import type { SmoothDefect } from '../patch/smooth-defects'
import type { Contest, Done } from './contest'
import { smoothResults } from './contest'
import type { Ground } from './ground'
import type { SmoothResult } from './metrics'
import { SMOOTH_ROWS } from './rows'

/** The difficulty curves: how well each score finds smooth defects, by their size. */
export function difficultyCurves(
  contest: Contest,
  { bulk, fewer, render }: Ground,
  done: Done,
): Promise<Record<string, SmoothResult[]>> {
  return smoothResults(contest, SMOOTH_ROWS, (row) => render(isAsked(row) ? bulk : fewer, row), done)
}

/** The sizes that the field's own figures are for. */
function isAsked({ kind, size }: SmoothDefect): boolean {
  return kind === 'deficit' ? [0.08, 0.25, 0.5].includes(size) : [0.1, 0.2, 0.3, 0.5].includes(size)
}
