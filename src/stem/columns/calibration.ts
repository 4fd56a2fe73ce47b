import { countBelow } from '../rank'

/** How often bulk scores as high, from bulk that was not trained on. */
export interface Calibration {
  /** Scores of held-out bulk, ascending. */
  scores: Float32Array
  /** Some of them may be defects: the patches come from the micrograph that is searched. */
  contaminated: boolean
}

/** Where the tail of a clean and of a contaminated sample is fitted: from, and up to, these quantiles. */
const TAIL = { clean: { from: 0.98, to: 1 }, contaminated: { from: 0.5, to: 0.9 } } as const

export function calibration(scores: Iterable<number>, contaminated: boolean): Calibration {
  return { scores: Float32Array.from(scores).sort(), contaminated }
}

/**
 * The conformal p-value of a score, (1 + number of held-out bulk scores as high) / (n + 1): whatever the scores'
 * distribution, bulk that is exchangeable with the held-out bulk gets a p-value of at most α in at most a part α of cases
 * (Vovk, Gammerman and Shafer). A sample that may hold defects gives no such guarantee; see `tailPValue`.
 */
export function conformalPValue({ scores }: Calibration, score: number): number {
  return (1 + scores.length - countBelow(scores, score)) / (scores.length + 1)
}

/**
 * A p-value beyond what n bulk scores can show: from a quantile on, scores are taken to fall off exponentially, which
 * logarithms of likelihood ratios do. A contaminated sample is fitted between its median and its ninth decile, where a few
 * defects do not reach. No finite-sample guarantee, unlike `conformalPValue`.
 */
export function tailPValue({ scores, contaminated }: Calibration, score: number): number {
  const n = scores.length
  const { from, to } = contaminated ? TAIL.contaminated : TAIL.clean
  const start = contaminated ? quantile(scores, to) : quantile(scores, from)
  if (n === 0 || score <= start) return conformalPValue({ scores, contaminated }, score)
  const share = contaminated ? 1 - to : 1 - from
  return share * Math.exp(-(score - start) / Math.max(decay(scores, contaminated), 1e-6))
}

/** The mean excess over the start of the tail; of a contaminated sample, what the two quantiles say of it. */
function decay(scores: Float32Array, contaminated: boolean): number {
  if (contaminated) {
    const { from, to } = TAIL.contaminated
    return (quantile(scores, to) - quantile(scores, from)) / Math.log((1 - from) / (1 - to))
  }
  const start = quantile(scores, TAIL.clean.from)
  const excess = Array.from(scores.subarray(countBelow(scores, start)), (score) => score - start)
  return excess.reduce((sum, value) => sum + value, 0) / excess.length
}

/** The p-value that decides: conformal, or from the tail where the sample may hold defects. */
export function pValue(calibration: Calibration, score: number): number {
  return (calibration.contaminated ? tailPValue : conformalPValue)(calibration, score)
}

/** Whether p-values can fall to `rate` at all: with n held-out scores the least is 1 / (n + 1). */
export function isEnough({ scores, contaminated }: Calibration, rate: number): boolean {
  return contaminated ? scores.length >= 20 : 1 / (scores.length + 1) <= rate
}

/** Held-out patches that a false-alarm rate takes. */
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
