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

/** Features of some rows, [rows, width]. */
export interface Features {
  values: Float64Array
  width: number
}

/**
 * What ridge regression on features makes of each target from the other rows alone, fitted again without the rows that it
 * explains badly. No row explains itself: of one that taught, the fit is taken as if it had not, by h, the weight that the fit gives
 * the row's own target. Its residual then scatters by 1 / (1 − h) more than the targets, that of one that did not teach by 1 + h
 * (Cook and Weisberg 1982, 2.1 and 2.2). NaN targets are predicted as well, and teach nothing.
 */
export function predictedByRidge(
  features: Features,
  targets: Float32Array,
  ignored: Uint8Array,
  ridge = RIDGE,
): Predicted {
  return allPredictedByRidge(features, [targets], ignored, ridge)[0]
}

/**
 * The same for several targets on the same features. The rows that teach are the same for all, those that no target speaks against, so that the
 * normal equations are set up and factored once.
 */
export function allPredictedByRidge(
  { values: features, width }: Features,
  targets: readonly Float32Array[],
  ignored: Uint8Array,
  ridge = RIDGE,
): Predicted[] {
  const usable = Array.from(ignored.keys()).filter((n) => !ignored[n] && targets.every((own) => !Number.isNaN(own[n])))
  const stride = Math.max(1, Math.ceil(usable.length / ENOUGH))
  const rows = usable.filter((_, k) => k % stride === 0)
  let fit: Fit = { weights: targets.map(() => new Float64Array(width)), lower: null, taught: [] }
  for (let round = 0; round < ROUNDS; round++) {
    const { weights: before } = fit
    const residuals = targets.map((own, t) =>
      Float32Array.from(rows, (n) => own[n] - explainedBy(features, n, before[t])),
    )
    const limits = residuals.map((own) => OUTLIER * robustSpread(own))
    const teaching = rows.filter((_, k) => residuals.every((own, t) => Math.abs(own[k]) <= limits[t]))
    const fitted = solve({ features, targets, width, ridge }, teaching)
    if (!fitted) break
    fit = fitted
    if (fit.weights.every((own, t) => own.every((weight, k) => Math.abs(weight - before[t][k]) < SETTLED))) break
  }
  const hasTaught = new Uint8Array(ignored.length)
  for (const n of fit.taught) hasTaught[n] = 1
  const ownWeight = ownWeights(features, width, fit)
  const inflation = Float32Array.from(ownWeight, (h, n) => (hasTaught[n] ? 1 / (1 - h) : 1 + h))
  return targets.map((own, t) => {
    const prediction = own.map((target, n) => {
      const explained = explainedBy(features, n, fit.weights[t])
      return hasTaught[n] ? (explained - ownWeight[n] * target) / (1 - ownWeight[n]) : explained
    })
    return { prediction, inflation }
  })
}

/** What that leaves of the targets, every residual brought to their scatter. */
export function unexplainedBy({ prediction, inflation }: Predicted, targets: Float32Array): Float32Array {
  return targets.map((target, n) => (target - prediction[n]) / Math.sqrt(inflation[n]))
}

interface Fit {
  /** Of each target, [width]. */
  weights: readonly Float64Array[]
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
  targets: readonly Float32Array[]
  width: number
  ridge: number
}

function solve({ features, targets, width, ridge }: Equations, rows: readonly number[]): Fit | null {
  // The lower triangle of the normal equations.
  const gram = new Float64Array(width * width)
  const sides = targets.map(() => new Float64Array(width))
  // Four rows at a time, in their order: each entry is read and written once for the four.
  const most = rows.length - (rows.length % 4)
  for (let r = 0; r < most; r += 4) {
    const p = rows[r] * width
    const q = rows[r + 1] * width
    const u = rows[r + 2] * width
    const v = rows[r + 3] * width
    for (let k = 0; k < width; k++) {
      const a = features[p + k]
      const b = features[q + k]
      const c = features[u + k]
      const d = features[v + k]
      for (let l = 0, at = k * width; l <= k; l++, at++) {
        gram[at] = gram[at] + a * features[p + l] + b * features[q + l] + c * features[u + l] + d * features[v + l]
      }
    }
  }
  for (const n of rows.slice(most)) {
    for (let k = 0; k < width; k++) {
      const feature = features[n * width + k]
      for (let l = 0; l <= k; l++) gram[k * width + l] += feature * features[n * width + l]
    }
  }
  sides.forEach((side, t) => {
    const own = targets[t]
    for (const n of rows) {
      const target = own[n]
      for (let k = 0, at = n * width; k < width; k++, at++) side[k] += features[at] * target
    }
  })
  let trace = 0
  for (let k = 0; k < width; k++) trace += gram[k * width + k] / width
  for (let k = 0; k < width; k++) gram[k * width + k] += ridge * trace + 1e-12
  if (!factor(gram, width)) return null
  for (const side of sides) solveFactored(gram, side)
  return { weights: sides, lower: gram, taught: rows }
}
