import { Matrix } from 'ml-matrix'
import type { Two } from './dots'
import { dots } from './dots'
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
  const products = [new Float64Array(rows.length), new Float64Array(rows.length)] as const
  for (let p = 0; p < rows.length; p += 2) {
    const last = Math.min(p + 1, rows.length - 1)
    dots([centred[p], centred[last]], centred.slice(0, last + 1), products)
    for (let q = 0; q <= last; q++) {
      gram.set(p, q, products[0][q])
      gram.set(q, p, products[0][q])
      gram.set(last, q, products[1][q])
      gram.set(q, last, products[1][q])
    }
  }
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

/** Some entries of rows, and what `coordinates` needs of the axes there. */
export interface Projection {
  /** The entries, upwards; all others of a row count as 0, and so must they of the mean. */
  entries: Int32Array
  mean: Float64Array
  axes: readonly Float64Array[]
  /** Room for two rows about the mean. */
  centred: Two<Float64Array>
}

/** The axes at those entries of a row that are `seen` (1). */
export function projection({ mean, axes }: PrincipalAxes, seen: Uint8Array): Projection {
  const entries = Int32Array.from(seen.keys()).filter((k) => seen[k] === 1)
  const at = (values: Float64Array) => Float64Array.from(entries, (k) => values[k])
  const centred = [new Float64Array(entries.length), new Float64Array(entries.length)] as const
  return { entries, mean: at(mean), axes: axes.map(at), centred }
}

/** Where two rows lie along the axes, written into `out`; returns the squared lengths of what is left of them. */
export function coordinates(
  rows: Two<Float32Array>,
  { entries, mean, axes, centred }: Projection,
  out: Two<Float64Array>,
): Two<number> {
  centred.forEach((own, r) => {
    for (let k = 0; k < entries.length; k++) own[k] = rows[r][entries[k]] - mean[k]
  })
  dots(centred, axes, out)
  const left = (r: 0 | 1) => {
    let sum = dot(centred[r], centred[r])
    for (let c = 0; c < axes.length; c++) sum -= out[r][c] ** 2
    return sum
  }
  return [left(0), left(1)]
}

function dot(p: Float64Array, q: Float64Array): number {
  let sum = 0
  for (let k = 0; k < p.length; k++) sum += p[k] * q[k]
  return sum
}
