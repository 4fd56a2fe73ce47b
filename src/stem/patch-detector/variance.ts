import { inverse, logDeterminant } from '../math/solve'

/** Correlated values whose covariance is `fixed` + Σ variance · component; matrices [n, n], row by row. */
export interface Observation {
  values: Float64Array
  fixed: Float64Array
  components: readonly Float64Array[]
}

const ROUNDS = 100
/** No variance moves by more than this part of itself in the last round. */
const SETTLED = 0.01

/** The inverse of an observation's covariance, [n, n]. */
export function precision({ values, fixed, components }: Observation, variances: readonly number[]): Float64Array {
  const covariance = fixed.slice()
  components.forEach((component, m) => {
    for (let at = 0; at < covariance.length; at++) covariance[at] += variances[m] * component[at]
  })
  // Every column has a variance of its own, so that the sum is positive definite.
  return inverse(covariance, values.length)!
}

/** Logarithm of an observation's likelihood, up to a constant. */
export function logLikelihood(observation: Observation, variances: readonly number[]): number {
  const { values } = observation
  const inverted = precision(observation, variances)
  const square = times(inverted, values).reduce((sum, value, i) => sum + value * values[i], 0)
  return 0.5 * (logDeterminant(inverted, values.length) - square)
}

/**
 * The variances of largest likelihood of Gaussian observations that share them, from a first guess: each is multiplied
 * by √(Σ yᵀP Kₘ P y / Σ tr P Kₘ), with the component Kₘ and the precision P, which keeps it positive and never lowers the
 * likelihood (Zhou, Hu, Zhou and Lange, "MM algorithms for variance components models", 2019).
 */
export function fitVariances(observations: readonly Observation[], guess: readonly number[]): number[] {
  let variances = [...guess]
  for (let round = 0; round < ROUNDS; round++) {
    const squares = variances.map(() => 0)
    const traces = variances.map(() => 0)
    for (const observation of observations) addTerms(observation, variances, squares, traces)
    const next = variances.map((variance, m) =>
      traces[m] > 0 ? variance * Math.sqrt(squares[m] / traces[m]) : variance,
    )
    const settled = next.every((variance, m) => Math.abs(variance - variances[m]) <= SETTLED * variances[m])
    variances = next
    if (settled) break
  }
  return variances
}

function addTerms(observation: Observation, variances: readonly number[], squares: number[], traces: number[]): void {
  const { values, components } = observation
  const n = values.length
  const inverted = precision(observation, variances)
  const weighted = times(inverted, values)
  components.forEach((component, m) => {
    let [square, trace] = [0, 0]
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        square += weighted[i] * component[i * n + j] * weighted[j]
        trace += inverted[i * n + j] * component[i * n + j]
      }
    }
    squares[m] += square
    traces[m] += trace
  })
}

/** A matrix [n, n] times a vector. */
export function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length
  return vector.map((_, i) => {
    let sum = 0
    for (let j = 0; j < n; j++) sum += matrix[i * n + j] * vector[j]
    return sum
  })
}
