import { countBelow } from '../math/rank'

/** How high bulk scores that was not trained on, region by region: no two regions of a crystal are quite alike. */
export interface Calibration {
  /** Scores of each region of held-out bulk, ascending. */
  regions: Float32Array[]
}

/** The quantile from which on the tail is fitted. */
const TAIL = 0.98

export function calibration(regions: readonly Iterable<number>[]): Calibration {
  return { regions: regions.map((scores) => Float32Array.from(scores).sort()) }
}

/**
 * The conformal p-value of a score: the largest over the regions of (1 + number of the region's n scores as high) / (n + 1).
 * Whatever the scores' distribution, bulk that is exchangeable with that of any one region gets a p-value of at most α in at
 * most a part α of cases (Vovk, Gammerman and Shafer).
 */
export function conformalPValue({ regions }: Calibration, score: number): number {
  return Math.max(...regions.map((scores) => ownPValue(scores, score)))
}

function ownPValue(scores: Float32Array, score: number): number {
  return (1 + scores.length - countBelow(scores, score)) / (scores.length + 1)
}

/**
 * A p-value beyond what n bulk scores can show: from a quantile on, a region's scores are taken to fall off exponentially,
 * which logarithms of likelihood ratios do, at the rate that the mean excess tells. No finite-sample guarantee, unlike
 * `conformalPValue`.
 */
export function tailPValue({ regions }: Calibration, score: number): number {
  return Math.max(...regions.map((scores) => ownTail(scores, score)))
}

function ownTail(scores: Float32Array, score: number): number {
  const start = quantile(scores, TAIL)
  if (scores.length === 0 || score <= start) return ownPValue(scores, score)
  const excess = Array.from(scores.subarray(countBelow(scores, start)), (value) => value - start)
  const decay = excess.reduce((sum, value) => sum + value, 0) / excess.length
  return (1 - TAIL) * Math.exp(-(score - start) / Math.max(decay, 1e-6))
}

/** Whether p-values can fall to `rate` at all: with n scores of a region the least is 1 / (n + 1). */
export function isEnough(bulk: Calibration, rate: number): boolean {
  return conformalPValue(bulk, Infinity) <= rate
}

/** Scores of each region that a false-alarm rate takes. */
export function enoughFor(rate: number): number {
  return Math.ceil(1 / rate) - 1
}

/**
 * Benjamini and Hochberg's step-up rule: which of the p-values are discoveries when on average at most the part `rate` of
 * the discoveries may be false.
 */
export function discoveries(pValues: ArrayLike<number>, rate: number): boolean[] {
  const sorted = Float64Array.from(pValues).sort()
  let limit = -1
  sorted.forEach((p, i) => {
    if (p <= (rate * (i + 1)) / sorted.length) limit = p
  })
  return Array.from(pValues, (p) => p <= limit)
}

function quantile(sorted: ArrayLike<number>, share: number): number {
  return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] : NaN
}
