import { logTwoSided } from '../math/distributions'
import { quantile } from '../math/quantile'
import type { JudgedColumns } from './judge'
import { placeProbability, intensityProbability } from './score'

/** The least change that would have been found, at each column as it is: NaN where a column was not judged. */
export interface Detectable {
  /** Part of the intensity of what stands around; a deficit above 1 would not have been found even of a missing column. */
  deficit: Float32Array
  excess: Float32Array
  /** In whatever direction, px. */
  shift: Float32Array
  /** What would have been found in the part `COVERED` of the judged columns. */
  covered: { deficit: number; excess: number; shift: number }
}

/** The part of the judged columns of which one figure speaks. */
export const COVERED = 0.95

/**
 * What could have been found: the filters are linear and a column does not predict itself, so a change of a column changes what
 * is left of it by as much; found is what then goes beyond the p-value of one more detection.
 */
export function detectable({
  seen,
  residuals: [change, dx, dy],
  scored,
  rate,
}: Pick<JudgedColumns, 'seen' | 'residuals' | 'scored'> & { rate: number }): Detectable {
  const judged = Array.from(seen.keys()).filter((n) => seen[n] && !Number.isNaN(scored.pValue[n]))
  const already = scored.found.reduce((sum, is) => sum + is, 0)
  const threshold = (rate * (already + 1)) / Math.max(judged.length, 1)
  const far = least((z) => intensityProbability(scored, -logTwoSided(z)) <= threshold)
  const away = least((r) => placeProbability(scored, 0.5 * r * r) <= threshold)
  const nothing = (): Float32Array => new Float32Array(seen.length).fill(NaN)
  const out = { deficit: nothing(), excess: nothing(), shift: nothing() }
  const [si, sx, sy] = scored.scatter.local
  for (const n of judged) {
    out.deficit[n] = Math.max(0, far * si[n] + change[n])
    out.excess[n] = Math.max(0, far * si[n] - change[n])
    out.shift[n] = away * Math.max(sx[n], sy[n]) + Math.hypot(dx[n], dy[n])
  }
  return withCovered(out)
}

/** The same with what would have been found in most of the judged columns. */
export function withCovered(least: Pick<Detectable, 'deficit' | 'excess' | 'shift'>): Detectable {
  const most = (values: Float32Array) => {
    const judged = values.filter((value) => !Number.isNaN(value)).sort()
    return judged.length > 0 ? quantile(judged, COVERED) : NaN
  }
  return { ...least, covered: { deficit: most(least.deficit), excess: most(least.excess), shift: most(least.shift) } }
}

/** Where a test that fails below some value and holds above it begins to hold. */
function least(holds: (value: number) => boolean): number {
  let [low, high] = [0, 1]
  while (!holds(high) && high < 1e6) high *= 2
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2
    if (holds(middle)) high = middle
    else low = middle
  }
  return high
}
