import { Matrix } from 'ml-matrix'
import type { PatchSet } from '../patch/patches'
import { leadingEigenpairs } from '../math/eigen'
import { meanPatch } from '../model/predictor'
import type { Predictor } from '../model/predictor'

/** The baseline's size in every report: with it PCA already beats the paper's Table 1. */
const PCA_COMPONENTS = 20

/**
 * Principal component analysis of the training patches: a patch is predicted as the mean plus its projection on the
 * leading `components` directions. With n patches of p ≫ n pixels, these follow from the n × n Gram matrix G = X Xᵀ of
 * the centred patches X: if G u = λ u, then v = Xᵀ u / √λ is a unit eigenvector of the p × p covariance Xᵀ X.
 */
export function fitPca(training: PatchSet, components = PCA_COMPONENTS): Predictor {
  const { count, size } = training
  const pixels = size * size
  const mean = meanPatch(training)
  const centred = Float64Array.from(training.data, (value, i) => value - mean[i % pixels])
  const axes = principalAxes(centred, count, pixels, Math.min(components, count - 1))
  return (patches) => project(patches, mean, axes)
}

/** Unit vectors of `pixels` numbers, the direction of the largest variance first. */
function principalAxes(centred: Float64Array, count: number, pixels: number, components: number): Float64Array[] {
  const { values, vectors } = leadingEigenpairs(gram(centred, count, pixels), components)
  return values.map((value, c) => {
    const axis = new Float64Array(pixels)
    for (let row = 0; row < count; row++) {
      const weight = vectors.get(row, c) / Math.sqrt(value)
      for (let i = 0; i < pixels; i++) axis[i] += weight * centred[row * pixels + i]
    }
    return axis
  })
}

/** The products of all rows with each other. */
function gram(rows: Float64Array, count: number, length: number): Matrix {
  const product = new Matrix(count, count)
  // Whole blocks: the rows that are none are zero.
  const padded = new Float64Array((count + (-count & (BLOCK - 1))) * length)
  padded.set(rows)
  const block = new Float64Array(2 * BLOCK)
  for (let a = 0; a < count; a += BLOCK) {
    for (let b = 0; b < Math.min(a + BLOCK, count); b += 2) {
      blockOfProducts(padded, length, [a, b], block)
      for (let at = 0; at < 2 * BLOCK; at++) {
        const [row, column] = [a + (at >> 1), b + (at & 1)]
        if (row >= count || column > row) continue
        product.set(row, column, block[at])
        product.set(column, row, block[at])
      }
    }
  }
  return product
}

/** Rows of the one factor in a block, two of the other: each number that is read is used often, in eight sums at once. */
const BLOCK = 4

function blockOfProducts(rows: Float64Array, length: number, [a, b]: readonly [number, number], out: Float64Array) {
  const [a0, a1, a2, a3] = [a * length, (a + 1) * length, (a + 2) * length, (a + 3) * length]
  const [b0, b1] = [b * length, (b + 1) * length]
  let [s00, s01, s10, s11, s20, s21, s30, s31] = [0, 0, 0, 0, 0, 0, 0, 0]
  for (let i = 0; i < length; i++) {
    const [p0, p1, p2, p3, q0, q1] = [
      rows[a0 + i],
      rows[a1 + i],
      rows[a2 + i],
      rows[a3 + i],
      rows[b0 + i],
      rows[b1 + i],
    ]
    s00 += p0 * q0
    s01 += p0 * q1
    s10 += p1 * q0
    s11 += p1 * q1
    s20 += p2 * q0
    s21 += p2 * q1
    s30 += p3 * q0
    s31 += p3 * q1
  }
  out.set([s00, s01, s10, s11, s20, s21, s30, s31])
}

/** Four sums at once, since each waits for its own last addition. */
function dot(a: Float64Array, b: Float64Array): number {
  const { length } = a
  let [s0, s1, s2, s3] = [0, 0, 0, 0]
  let i = 0
  for (; i + 3 < length; i += 4) {
    s0 += a[i] * b[i]
    s1 += a[i + 1] * b[i + 1]
    s2 += a[i + 2] * b[i + 2]
    s3 += a[i + 3] * b[i + 3]
  }
  for (; i < length; i++) s0 += a[i] * b[i]
  return s0 + s1 + s2 + s3
}

/** The nearest point of the space through `mean` along `axes` to each patch, `[count, size, size]`. */
function project({ data, count }: PatchSet, mean: Float64Array, axes: readonly Float64Array[]) {
  const pixels = mean.length
  const out = new Float32Array(count * pixels)
  const centred = new Float64Array(pixels)
  for (let patch = 0; patch < count; patch++) {
    const start = patch * pixels
    for (let i = 0; i < pixels; i++) centred[i] = data[start + i] - mean[i]
    const prediction = mean.slice()
    for (const axis of axes) {
      const score = dot(centred, axis)
      for (let i = 0; i < pixels; i++) prediction[i] += score * axis[i]
    }
    out.set(prediction, start)
  }
  return out
}
