import { logTwoSided } from '../math/distributions'
import { adjusted } from '../math/false-discovery'
import type { Columns } from './columns'
import type { Deviations } from './deviations'
import type { Scatter, ScatterClues } from './scatter'
import { scatterOf } from './scatter'
import type { Tail } from './tail'
import { firstTail, fitTail, tailProbability } from './tail'

/** The two ways in which a column can be unusual: its intensity, and its place. */
const WAYS = 2

export interface Scored {
  scatter: Scatter
  /** How many times as much as others the intensity of each column scatters for the noise around it alone. */
  byNoise: Float32Array
  /** How bulk's scores fall off, of intensities and of places. */
  tails: readonly [intensity: Tail, place: Tail]
  /** −ln of how often normal scatter would change the intensity, or the place, as much. */
  score: Float32Array
  /** How often columns of this very micrograph do, by the tails of their scores. */
  pValue: Float64Array
}

/**
 * Judges columns by what their neighbours leave unexplained; NaN where a column was not seen.
 */
export function scoreColumns(residuals: Deviations, columns: Columns, clues: ScatterClues): Scored {
  const { known } = clues
  const { scatter, byNoise } = scatterOf(residuals, clues, columns)
  const [zi, zx, zy] = residuals.map((values, c) => values.map((value, n) => value / scatter.local[c][n]))
  const intensityScore = zi.map((z) => -logTwoSided(Math.abs(z)))
  const placeScore = zx.map((z, n) => 0.5 * (z * z + zy[n] ** 2))
  const seen = Array.from(intensityScore.keys()).filter((n) => !Number.isNaN(intensityScore[n] + placeScore[n]))
  const bulk = seen.filter((n) => !known?.[n])
  const tailOf = (scores: Float32Array) => (known ? fitTail : firstTail)(bulk.map((n) => scores[n]))
  const tails = [tailOf(intensityScore), tailOf(placeScore)] as const
  const score = new Float32Array(columns.count).fill(NaN)
  const pValue = new Float64Array(columns.count).fill(NaN)
  for (const n of seen) {
    score[n] = Math.max(0, Math.max(intensityScore[n], placeScore[n]) - Math.log(WAYS))
    pValue[n] = Math.min(intensityProbability({ tails }, intensityScore[n]), placeProbability({ tails }, placeScore[n]))
  }
  return { scatter, byNoise, tails, score, pValue }
}

/** The p-value of a column that is unusual by its intensity, or by its place, alone. */
export function intensityProbability({ tails: [tail] }: Pick<Scored, 'tails'>, score: number): number {
  return Math.min(1, WAYS * tailProbability(tail, score))
}

export function placeProbability({ tails: [, tail] }: Pick<Scored, 'tails'>, score: number): number {
  return Math.min(1, WAYS * tailProbability(tail, score))
}

/** Columns that were found at a rate, and what parts them from the rest. */
export interface Found {
  /** The least false discovery rate at which each column is found: Benjamini and Hochberg's adjusted p-value. */
  qValue: Float64Array
  found: Uint8Array
  /** The p-value that parts them from the rest: Benjamini and Hochberg's line at as many as were found. */
  threshold: number
}

/** NaN p-values are of columns that are not judged. */
export function foundAt(pValue: Float64Array, rate: number): Found {
  const judged = Array.from(pValue.keys()).filter((n) => !Number.isNaN(pValue[n]))
  const qValue = new Float64Array(pValue.length).fill(NaN)
  adjusted(judged.map((n) => pValue[n])).forEach((q, k) => (qValue[judged[k]] = q))
  const found = Uint8Array.from(qValue, (q) => (q <= rate ? 1 : 0))
  const count = found.reduce((sum, is) => sum + is, 0)
  return { qValue, found, threshold: (rate * Math.max(1, count)) / Math.max(1, judged.length) }
}
