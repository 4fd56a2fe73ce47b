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

/** What others say of each row, and by how much their saying scatters more than the targets do: a factor of the variance. */
export interface Predicted {
  prediction: Float32Array
  inflation: Float32Array
}

/**
 * What ridge regression on features [rows, width] makes of each target from the other rows alone, fitted again without the rows that it
 * explains badly. No row explains itself: of one that taught, the fit is taken as if it had not, by h, the weight that the fit gives
 * the row's own target. Its residual then scatters by 1 / (1 − h) more than the targets, that of one that did not teach by 1 + h
 * (Cook and Weisberg 1982, 2.1 and 2.2). NaN targets are predicted as well, and teach nothing.
 */
export function predictedByRidge(
  { values: features, width }: { values: Float64Array; width: number },
  targets: Float32Array,
  ignored: Uint8Array,
  ridge = RIDGE,
): Predicted {
  const usable = Array.from(targets.keys()).filter((n) => !ignored[n] && !Number.isNaN(targets[n]))
  const stride = Math.max(1, Math.ceil(usable.length / ENOUGH))
  const rows = usable.filter((_, k) => k % stride === 0)
  let fit: Fit = { weights: new Float64Array(width), lower: null, taught: [] }
  for (let round = 0; round < ROUNDS; round++) {
    const residuals = new Float32Array(rows.length)
    for (let k = 0; k < rows.length; k++) residuals[k] = targets[rows[k]] - explainedBy(features, rows[k], fit.weights)
    const limit = OUTLIER * robustSpread(residuals)
    const teaching = rows.filter((_, k) => Math.abs(residuals[k]) <= limit)
    const before = fit.weights
    const fitted = solve({ features, targets, width, ridge }, teaching)
    if (!fitted) break
    fit = fitted
    if (fit.weights.every((weight, k) => Math.abs(weight - before[k]) < SETTLED)) break
  }
  const hasTaught = new Uint8Array(targets.length)
  for (const n of fit.taught) hasTaught[n] = 1
  const ownWeight = ownWeights(features, width, fit)
  const prediction = new Float32Array(targets.length)
  const inflation = new Float32Array(targets.length)
  for (let n = 0; n < targets.length; n++) {
    const h = ownWeight[n]
    const explained = explainedBy(features, n, fit.weights)
    prediction[n] = hasTaught[n] ? (explained - h * targets[n]) / (1 - h) : explained
    inflation[n] = hasTaught[n] ? 1 / (1 - h) : 1 + h
  }
  return { prediction, inflation }
}

/** What that leaves of the targets, every residual brought to their scatter. */
export function unexplainedBy({ prediction, inflation }: Predicted, targets: Float32Array): Float32Array {
  return targets.map((target, n) => (target - prediction[n]) / Math.sqrt(inflation[n]))
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

/**
 * By which each row's own target counts in what the fit makes of it: with its features f and Cholesky's factor L, h = fᵀ(LLᵀ)⁻¹f = |L⁻¹f|².
 * Four rows go on together, for each entry of L⁻¹f waits for the one before.
 */
function ownWeights(features: Float64Array, width: number, { lower }: Fit): Float64Array {
  const rows = features.length / width
  const out = new Float64Array(rows)
  if (!lower) return out
  const [first, second, third, fourth] = Array.from({ length: 4 }, () => new Float64Array(width))
  for (let row = 0; row < rows; row += 4) {
    const at = [0, 1, 2, 3].map((k) => Math.min(row + k, rows - 1) * width)
    let [h1, h2, h3, h4] = [0, 0, 0, 0]
    for (let k = 0; k < width; k++) {
      let p = features[at[0] + k]
      let q = features[at[1] + k]
      let u = features[at[2] + k]
      let v = features[at[3] + k]
      for (let l = 0, entry = k * width; l < k; l++, entry++) {
        const factor = lower[entry]
        p -= factor * first[l]
        q -= factor * second[l]
        u -= factor * third[l]
        v -= factor * fourth[l]
      }
      const diagonal = lower[k * width + k]
      first[k] = p / diagonal
      second[k] = q / diagonal
      third[k] = u / diagonal
      fourth[k] = v / diagonal
      h1 += first[k] ** 2
      h2 += second[k] ** 2
      h3 += third[k] ** 2
      h4 += fourth[k] ** 2
    }
    out.set([h1, h2, h3, h4].slice(0, rows - row), row)
  }
  return out
}

interface Equations {
  features: Float64Array
  targets: Float32Array
  width: number
  ridge: number
}

function solve({ features, targets, width, ridge }: Equations, rows: readonly number[]): Fit | null {
  // The lower triangle of the normal equations.
  const gram = new Float64Array(width * width)
  const side = new Float64Array(width)
  // Four rows at a time, in their order: each entry is read and written once for the four.
  const most = rows.length - (rows.length % 4)
  for (let r = 0; r < most; r += 4) {
    const [p, q, u, v] = [rows[r] * width, rows[r + 1] * width, rows[r + 2] * width, rows[r + 3] * width]
    for (let k = 0; k < width; k++) {
      const [a, b, c, d] = [features[p + k], features[q + k], features[u + k], features[v + k]]
      side[k] += a * targets[rows[r]]
      side[k] += b * targets[rows[r + 1]]
      side[k] += c * targets[rows[r + 2]]
      side[k] += d * targets[rows[r + 3]]
      for (let l = 0, at = k * width; l <= k; l++, at++) {
        gram[at] = gram[at] + a * features[p + l] + b * features[q + l] + c * features[u + l] + d * features[v + l]
      }
    }
  }
  for (const n of rows.slice(most)) {
    for (let k = 0; k < width; k++) {
      const feature = features[n * width + k]
      side[k] += feature * targets[n]
      for (let l = 0; l <= k; l++) gram[k * width + l] += feature * features[n * width + l]
    }
  }
  let trace = 0
  for (let k = 0; k < width; k++) trace += gram[k * width + k] / width
  for (let k = 0; k < width; k++) gram[k * width + k] += ridge * trace + 1e-12
  if (!factor(gram, width)) return null
  solveFactored(gram, side)
  return { weights: side, lower: gram, taught: rows }
}
