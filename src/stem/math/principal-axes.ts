import { Matrix } from 'ml-matrix'
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
  const products = new Float64Array(rows.length)
  centred.forEach((row, p) => {
    dots(row, centred.slice(0, p + 1), products)
    for (let q = 0; q <= p; q++) {
      gram.set(p, q, products[q])
      gram.set(q, p, products[q])
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

/** Some entries of rows, and what `coordinates` needs of the axes there. */
export interface Projection {
  /** The entries, upwards; all others of a row count as 0, and so must they of the mean. */
  entries: Int32Array
  mean: Float64Array
  axes: readonly Float64Array[]
  /** Room for a row about the mean. */
  centred: Float64Array
}

/** The axes at those entries of a row that are `seen` (1). */
export function projection({ mean, axes }: PrincipalAxes, seen: Uint8Array): Projection {
  const entries = Int32Array.from(seen.keys()).filter((k) => seen[k] === 1)
  const at = (values: Float64Array) => Float64Array.from(entries, (k) => values[k])
  return { entries, mean: at(mean), axes: axes.map(at), centred: new Float64Array(entries.length) }
}

/** Where a row lies along the axes, written into `out`; returns the squared length of what is left of it. */
export function coordinates(
  row: Float32Array,
  { entries, mean, axes, centred }: Projection,
  out: Float64Array,
): number {
  for (let k = 0; k < entries.length; k++) centred[k] = row[entries[k]] - mean[k]
  dots(centred, axes, out)
  let left = dot(centred, centred)
  for (let c = 0; c < axes.length; c++) left -= out[c] ** 2
  return left
}

function dot(p: Float64Array, q: Float64Array): number {
  let sum = 0
  for (let k = 0; k < p.length; k++) sum += p[k] * q[k]
  return sum
}
