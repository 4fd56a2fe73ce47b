import { Random } from '../../nn'
import type { SmoothDefect } from '../patch/smooth-defects'
import { auroc, rankIn } from '../math/rank'

/** How well a score tells one set from bulk. */
export interface Separation {
  /** Area under the receiver operating characteristic: how often a defect scores above bulk (ties count half). */
  auroc: number
  /** 95 % bootstrap interval of it. */
  interval: [number, number]
  /** Part of the set above the score that 1 % of bulk exceeds, and above all of bulk. */
  at1percent: number
  aboveAllBulk: number
}

/** The same for smooth defects of one kind and size. */
export interface SmoothResult extends SmoothDefect, Separation {}

export interface FalseAlarms {
  /** Asked, and found on bulk that was not trained on, of so many patches; where an honest rate lies 95 times in 100. */
  rate: number
  found: number
  patches: number
  interval: [number, number]
}

/** False-alarm rates that are checked. */
const RATES = [0.01, 0.05]
const RESAMPLES = 200
const SEED = 1

export function separation(bulk: ArrayLike<number>, defects: ArrayLike<number>): Separation {
  const sorted = Float64Array.from(bulk).sort()
  const limit = sorted[Math.min(sorted.length - 1, Math.floor(0.99 * sorted.length))]
  const highest = sorted[sorted.length - 1]
  const share = (above: number) => Array.from(defects).filter((score) => score > above).length / defects.length
  return {
    auroc: auroc(bulk, defects),
    interval: bootstrap(sorted, defects),
    at1percent: share(limit),
    aboveAllBulk: share(highest),
  }
}

/** Both samples drawn anew with replacement. */
function bootstrap(bulk: Float64Array, defects: ArrayLike<number>): [number, number] {
  const random = new Random(SEED)
  const values = Array.from({ length: RESAMPLES }, () => {
    const sample = bulk.map(() => bulk[random.integer(bulk.length)]).sort()
    let sum = 0
    for (let i = 0; i < defects.length; i++) sum += rankIn(sample, defects[random.integer(defects.length)])
    return sum / defects.length
  }).sort((a, b) => a - b)
  return [values[Math.floor(0.025 * RESAMPLES)], values[Math.floor(0.975 * RESAMPLES)]]
}

/** Two standard errors of a share of n, about what is asked: where an honest false-alarm rate lies 95 times in 100. */
function binomialInterval(rate: number, n: number): [number, number] {
  const reach = 1.96 * Math.sqrt((rate * (1 - rate)) / n)
  return [Math.max(0, rate - reach), rate + reach]
}

export function falseAlarms(pValues: Float64Array): FalseAlarms[] {
  return RATES.map((rate) => ({
    rate,
    found: Array.from(pValues).filter((p) => p <= rate).length / pValues.length,
    patches: pValues.length,
    interval: binomialInterval(rate, pValues.length),
  }))
}

/** Of several alternatives of one score the one that tells the sets apart best. */
export function best(bulk: readonly Float32Array[], defects: readonly Float32Array[]): Separation {
  return bulk.map((scores, i) => separation(scores, defects[i])).reduce((a, b) => (b.auroc > a.auroc ? b : a))
}
