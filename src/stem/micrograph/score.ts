import { logTwoSided } from '../math/distributions'
import { discoveries } from '../math/false-discovery'
import { robustSpread } from '../math/robust'
import type { Columns } from './columns'
import type { Deviations } from './deviations'
import { fitTail, tailProbability } from './tail'

export interface Scored {
  /** Robust standard deviations of the residuals, by sublattice and component. */
  spread: number[][]
  /** −ln of how often normal scatter would change the intensity, or the place, as much. */
  score: Float32Array
  /** How often columns of this very micrograph do, by the tail of their scores. */
  pValue: Float64Array
  /** 1 for the columns that a false discovery rate admits. */
  found: Uint8Array
  /** The p-value that parts them from the rest: Benjamini and Hochberg's line at as many as were found. */
  threshold: number
}

/**
 * Judges columns by what their neighbours leave unexplained; NaN where a column was not seen. Those that `known` marks are
 * defects already and do not tell how bulk scatters; null before any have been looked for.
 */
export function scoreColumns(residuals: Deviations, columns: Columns, known: Uint8Array | null, rate: number): Scored {
  const { count, sublattice } = columns.table
  const spread = columns.lattice.sublattices.map((_, s) => {
    const { from, to } = columns.of(s)
    return residuals.map((values) => robustSpread(values.subarray(from, to)))
  })
  const [zi, zx, zy] = residuals.map((values, c) => values.map((value, n) => value / spread[sublattice[n]][c]))
  const intensityScore = zi.map((z) => -logTwoSided(Math.abs(z)))
  const shiftScore = zx.map((z, n) => 0.5 * (z * z + zy[n] ** 2))
  const score = intensityScore.map((own, n) => Math.max(0, Math.max(own, shiftScore[n]) - Math.LN2))
  const seen = Array.from(score.keys()).filter((n) => !Number.isNaN(score[n]))
  const tail = fitTail(
    seen.filter((n) => !known?.[n]).map((n) => score[n]),
    known !== null,
  )
  const pValue = new Float64Array(count).fill(NaN)
  for (const n of seen) pValue[n] = tailProbability(tail, score[n])
  const found = new Uint8Array(count)
  const admitted = discoveries(
    seen.map((n) => pValue[n]),
    rate,
  )
  admitted.forEach((is, k) => (found[seen[k]] = is ? 1 : 0))
  const threshold = (rate * Math.max(1, admitted.filter(Boolean).length)) / Math.max(1, seen.length)
  return { spread, score, pValue, found, threshold }
}
