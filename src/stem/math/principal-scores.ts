import { Matrix } from 'ml-matrix'
import { leadingEigenpairs } from './eigen'

/** Rows that tell the axes, at most. */
const ENOUGH = 1500
/** Axes that span nearly as much of the scatter as the best ones serve as well. */
const TOLERANCE = 1e-3

/** The mean of some rows and the axes along which they scatter most. */
export interface PrincipalAxes {
  mean: Float64Array
  /** Unit vectors, one after the other. */
  axes: Float64Array
  count: number
}

/** Of the rows [count, length] of `data` that `tells` marks. */
export function principalAxes(data: Float32Array, length: number, tells: Uint8Array, wanted: number): PrincipalAxes {
  const telling = Array.from(tells.keys()).filter((n) => tells[n])
  const stride = Math.max(1, Math.ceil(telling.length / ENOUGH))
  const rows = telling.filter((_, k) => k % stride === 0)
  const mean = new Float64Array(length)
  for (const n of rows) for (let k = 0; k < length; k++) mean[k] += data[n * length + k] / rows.length
  const centred = rows.map((n) => Float64Array.from(mean, (middle, k) => data[n * length + k] - middle))
  const count = Math.min(wanted, rows.length - 1)
  // The Gram matrix of the rows has the eigenvalues of their covariance, and is the smaller of the two.
  const gram = new Matrix(rows.length, rows.length)
  for (let p = 0; p < rows.length; p++) {
    for (let q = 0; q <= p; q++) {
      let sum = 0
      for (let k = 0; k < length; k++) sum += centred[p][k] * centred[q][k]
      gram.set(p, q, sum)
      gram.set(q, p, sum)
    }
  }
  const { values, vectors } = leadingEigenpairs(gram, count, TOLERANCE)
  const axes = new Float64Array(count * length)
  for (let c = 0; c < count; c++) {
    centred.forEach((row, p) => {
      const weight = vectors.get(p, c) / Math.sqrt(values[c])
      for (let k = 0; k < length; k++) axes[c * length + k] += weight * row[k]
    })
  }
  return { mean, axes, count }
}

/** Coordinates of every row along the axes, [rows, count]. */
export function principalScores(data: Float32Array, { mean, axes, count }: PrincipalAxes): Float64Array {
  const { length } = mean
  const rows = data.length / length
  const scores = new Float64Array(rows * count)
  const offset = new Float64Array(count)
  for (let c = 0; c < count; c++) for (let k = 0; k < length; k++) offset[c] += axes[c * length + k] * mean[k]
  for (let n = 0; n < rows; n++) {
    for (let c = 0; c < count; c++) {
      let sum = -offset[c]
      for (let k = 0; k < length; k++) sum += axes[c * length + k] * data[n * length + k]
      scores[n * count + c] = sum
    }
  }
  return scores
}
