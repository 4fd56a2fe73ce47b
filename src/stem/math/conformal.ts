import { quantile } from './quantile'
import { countBelow } from './rank'

/** How high bulk scores that was not trained on, part by part: no two parts of a crystal are quite alike. */
export interface BulkScores {
  /** Scores of each part of held-out bulk, ascending. */
  parts: Float32Array[]
}

/** The quantile from which on the tail is fitted. */
const TAIL = 0.98

export function bulkScores(parts: readonly Iterable<number>[]): BulkScores {
  return { parts: parts.map((scores) => Float32Array.from(scores).sort()) }
}

/**
 * The conformal p-value of a score: the largest over the parts of (1 + number of the part's n scores as high) / (n + 1).
 * Whatever the scores' distribution, bulk that is exchangeable with that of any one part gets a p-value of at most α in at
 * most a part α of cases (Vovk, Gammerman and Shafer).
 */
export function conformalPValue({ parts }: BulkScores, score: number): number {
  return Math.max(...parts.map((scores) => ownPValue(scores, score)))
}

function ownPValue(scores: Float32Array, score: number): number {
  return (1 + scores.length - countBelow(scores, score)) / (scores.length + 1)
}

/**
 * A p-value beyond what n bulk scores can show: from a quantile on, a part's scores are taken to fall off exponentially,
 * which logarithms of likelihood ratios do, at the rate that the mean excess tells. No finite-sample guarantee, unlike
 * `conformalPValue`.
 */
export function tailPValue({ parts }: BulkScores, score: number): number {
  return Math.max(...parts.map((scores) => ownTail(scores, score)))
}

function ownTail(scores: Float32Array, score: number): number {
  const start = quantile(scores, TAIL)
  if (scores.length === 0 || score <= start) return ownPValue(scores, score)
  const excess = Array.from(scores.subarray(countBelow(scores, start)), (value) => value - start)
  const decay = excess.reduce((sum, value) => sum + value, 0) / excess.length
  return (1 - TAIL) * Math.exp(-(score - start) / Math.max(decay, 1e-6))
}

/** Whether p-values can fall to `rate` at all: with n scores of a part the least is 1 / (n + 1). */
export function isEnough(bulk: BulkScores, rate: number): boolean {
  return conformalPValue(bulk, Infinity) <= rate
}

/** Scores of each part that a false-alarm rate takes. */
export function enoughFor(rate: number): number {
  return Math.ceil(1 / rate) - 1
}
