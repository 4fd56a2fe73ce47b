import { Matrix } from 'ml-matrix'
import { leadingEigenpairs } from './eigen'

/** Axes that span nearly as much of the scatter as the best ones serve as well. */
const TOLERANCE = 1e-3

/** The mean of some rows and the directions, unit vectors, in which they scatter most. */
export interface PrincipalAxes {
  mean: Float64Array
  axes: readonly Float64Array[]
}

/** Of more rows than are `wanted`, all of one length: by the Gram matrix of the rows, the smaller one where these are long. */
export function principalAxes(rows: readonly Float32Array[], wanted: number): PrincipalAxes {
  const mean = new Float64Array(rows[0].length)
  for (const row of rows) row.forEach((value, k) => (mean[k] += value / rows.length))
  const centred = rows.map((row) => mean.map((middle, k) => row[k] - middle))
  const gram = new Matrix(rows.length, rows.length)
  centred.forEach((row, p) => {
    for (let q = 0; q <= p; q++) {
      const product = dot(row, centred[q])
      gram.set(p, q, product)
      gram.set(q, p, product)
    }
  })
  const { values, vectors } = leadingEigenpairs(gram, wanted, TOLERANCE)
  const axes = values.map((value, c) => {
    const axis = new Float64Array(mean.length)
    centred.forEach((row, p) => {
      const weight = vectors.get(p, c) / Math.sqrt(value)
      for (let k = 0; k < axis.length; k++) axis[k] += weight * row[k]
    })
    return axis
  })
  return { mean, axes }
}

/** Where a row lies along the axes, written into `out`; returns the squared length of what is left of it. */
export function coordinates(row: Float32Array, { mean, axes }: PrincipalAxes, out: Float64Array): number {
  const centred = mean.map((middle, k) => row[k] - middle)
  let left = dot(centred, centred)
  axes.forEach((axis, c) => {
    out[c] = dot(axis, centred)
    left -= out[c] ** 2
  })
  return left
}

function dot(p: Float64Array, q: Float64Array): number {
  let sum = 0
  for (let k = 0; k < p.length; k++) sum += p[k] * q[k]
  return sum
}
