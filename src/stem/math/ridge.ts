import { robustSpread } from './robust'
import { factor, solveFactored } from './solve'

/** Rows whose residual is further off than this do not teach, in robust standard deviations. */
const OUTLIER = 3.5
const ROUNDS = 3
/** Weights that change by less from one round to the next are found. */
const SETTLED = 0.01
/** Ridge, as a part of the features' mean square. */
const RIDGE = 0.02
/** Rows that teach, at most: more of them tell nothing new of some twenty weights. */
const ENOUGH = 6000

/**
 * What ridge regression on features [rows, width] leaves of the targets, fitted again without the rows that it explains badly. No row
 * explains itself, and none is known better than others: every residual is brought to the scatter of the targets. Of a row that
 * taught it has √(1 − h) of that, where h is the weight that the fit gives the row's own target; of one that did not, and so is
 * predicted from the others, √(1 + h) (Cook and Weisberg 1982, 2.1 and 2.2). NaN targets stay NaN.
 */
export function unexplainedByRidge(
  features: Float64Array,
  targets: Float32Array,
  width: number,
  ignored: Uint8Array,
): Float32Array {
  const usable = Array.from(targets.keys()).filter((n) => !ignored[n] && !Number.isNaN(targets[n]))
  const stride = Math.max(1, Math.ceil(usable.length / ENOUGH))
  const rows = usable.filter((_, k) => k % stride === 0)
  let fit: Fit = { weights: new Float64Array(width), lower: null, taught: [] }
  for (let round = 0; round < ROUNDS; round++) {
    const residuals = Float32Array.from(rows, (n) => targets[n] - explainedBy(features, n, fit.weights))
    const limit = OUTLIER * robustSpread(residuals)
    const teaching = rows.filter((_, k) => Math.abs(residuals[k]) <= limit)
    const before = fit.weights
    const fitted = solve(features, targets, width, teaching)
    if (!fitted) break
    fit = fitted
    if (fit.weights.every((weight, k) => Math.abs(weight - before[k]) < SETTLED)) break
  }
  const taught = new Set(fit.taught)
  return targets.map((target, n) => {
    const h = ownWeight(features.subarray(n * width, (n + 1) * width), fit)
    return (target - explainedBy(features, n, fit.weights)) / Math.sqrt(taught.has(n) ? 1 - h : 1 + h)
  })
}

interface Fit {
  weights: Float64Array
  /** Cholesky's lower factor of the normal equations; null before there are any. */
  lower: Float64Array | null
  taught: readonly number[]
}

/** What the weights [width] make of row `n` of the features [rows, width]. */
function explainedBy(features: Float64Array, n: number, weights: Float64Array): number {
  const width = weights.length
  let sum = 0
  for (let k = 0, at = n * width; k < width; k++, at++) sum += features[at] * weights[k]
  return sum
}

/** By which a row's own target counts in what the fit makes of it. */
function ownWeight(row: Float64Array, { lower }: Fit): number {
  if (!lower) return 0
  const side = row.slice()
  solveFactored(lower, side)
  return row.reduce((sum, feature, k) => sum + feature * side[k], 0)
}

function solve(features: Float64Array, targets: Float32Array, width: number, rows: readonly number[]): Fit | null {
  // The lower triangle of the normal equations.
  const gram = new Float64Array(width * width)
  const side = new Float64Array(width)
  for (const n of rows) {
    for (let k = 0; k < width; k++) {
      const feature = features[n * width + k]
      side[k] += feature * targets[n]
      for (let l = 0; l <= k; l++) gram[k * width + l] += feature * features[n * width + l]
    }
  }
  let trace = 0
  for (let k = 0; k < width; k++) trace += gram[k * width + k] / width
  for (let k = 0; k < width; k++) gram[k * width + k] += RIDGE * trace + 1e-12
  if (!factor(gram, width)) return null
  solveFactored(gram, side)
  return { weights: side, lower: gram, taught: rows }
}
