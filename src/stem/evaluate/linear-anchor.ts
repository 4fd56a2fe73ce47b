import type { ColumnGeometry } from '../patch/columns'
import { findColumns } from '../patch/columns'
import type { PatchSet } from '../patch/patches'
import { fitPca } from '../paper/pca'
import { blurOnHost } from '../patch/preprocess'

/** σ of the paper's blur and of the matched filter for a column, px; components. */
const BLUR = 2
const FILTER = 3
const COMPONENTS = 40

/** Three scores of each patch: of its peaks, of its pixels, of its gradients. */
export type AnchorScores = Record<'peaks' | 'pixels' | 'gradient', Float32Array>

interface Filtered {
  residual: PatchSet
  prediction: Float32Array
}

/**
 * The linear detector to beat: PCA-40 of blurred and z-scored patches, the residual blurred again as a matched filter.
 * `peaks`: its value at the predicted peaks over the standard deviation of their sublattice in bulk; `pixels`: its value
 * over the standard deviation of that pixel; `gradient`: the length of its gradient, each component over its own. The
 * largest magnitude of each is the patch's. `bulk` tells the standard deviations.
 */
export function fitLinearAnchor(training: PatchSet, bulk: PatchSet, geometry: ColumnGeometry) {
  const predict = fitPca(standardised(training), COMPONENTS)
  const filter = (raw: PatchSet): Filtered => {
    const patches = standardised(raw)
    const prediction = predict(patches)
    const difference = patches.data.map((value, i) => value - prediction[i])
    return { residual: blurOnHost({ ...patches, data: difference }, FILTER), prediction }
  }
  const reference = filter(bulk)
  const { size } = bulk
  const pixels = size * size
  const columns = ({ prediction }: Filtered, n: number) =>
    findColumns(prediction.subarray(n * pixels, (n + 1) * pixels), size, geometry)
  const at = (x: number, y: number) => Math.round(y) * size + Math.round(x)

  const values: [number[], number[]] = [[], []]
  for (let n = 0; n < bulk.count; n++) {
    for (const { x, y, sublattice } of columns(reference, n)) {
      values[sublattice].push(reference.residual.data[n * pixels + at(x, y)])
    }
  }
  const ofSublattice = values.map(rms)
  const ofPixel = pixelScatter(reference.residual.data, bulk.count, pixels)
  const [gradientX, gradientY] = gradients(reference.residual)
  const [ofX, ofY] = [pixelScatter(gradientX, bulk.count, pixels), pixelScatter(gradientY, bulk.count, pixels)]

  return (raw: PatchSet): AnchorScores => {
    const filtered = filter(raw)
    const { data } = filtered.residual
    const [dx, dy] = gradients(filtered.residual)
    const each = (score: (n: number) => number) => Float32Array.from({ length: raw.count }, (_, n) => score(n))
    const largest = (n: number, value: (i: number) => number) => {
      let most = 0
      for (let i = 0; i < pixels; i++) most = Math.max(most, value(n * pixels + i))
      return most
    }
    return {
      peaks: each((n) =>
        Math.max(
          0,
          ...columns(filtered, n).map(({ x, y, sublattice }) => {
            return Math.abs(data[n * pixels + at(x, y)]) / ofSublattice[sublattice]
          }),
        ),
      ),
      pixels: each((n) => largest(n, (i) => Math.abs(data[i]) / ofPixel[i % pixels])),
      gradient: each((n) => largest(n, (i) => Math.hypot(dx[i] / ofX[i % pixels], dy[i] / ofY[i % pixels]))),
    }
  }
}

/** Blurred, then each patch brought to mean 0 and standard deviation 1. */
function standardised(raw: PatchSet): PatchSet {
  const blurred = blurOnHost(raw, BLUR)
  const pixels = raw.size * raw.size
  for (let n = 0; n < raw.count; n++) {
    const patch = blurred.data.subarray(n * pixels, (n + 1) * pixels)
    const mean = patch.reduce((sum, value) => sum + value, 0) / pixels
    const std = Math.sqrt(patch.reduce((sum, value) => sum + (value - mean) ** 2, 0) / pixels)
    patch.forEach((value, i) => (patch[i] = (value - mean) / std))
  }
  return blurred
}

function rms(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / Math.max(values.length, 1)) || 1
}

/** Standard deviation of each pixel over the patches. */
function pixelScatter(data: Float32Array, count: number, pixels: number): Float64Array {
  const [sum, squares] = [new Float64Array(pixels), new Float64Array(pixels)]
  for (let i = 0; i < count * pixels; i++) {
    sum[i % pixels] += data[i]
    squares[i % pixels] += data[i] ** 2
  }
  return squares.map((square, i) => Math.sqrt(Math.max(square / count - (sum[i] / count) ** 2, 1e-18)))
}

/** Central differences along x and y, one-sided at the edges. */
function gradients({ data, count, size }: PatchSet): [Float32Array, Float32Array] {
  const [x, y] = [new Float32Array(data.length), new Float32Array(data.length)]
  for (let at = 0; at < count * size * size; at++) {
    const column = at % size
    const row = Math.floor(at / size) % size
    const [left, right] = [column > 0 ? 1 : 0, column < size - 1 ? 1 : 0]
    const [up, down] = [row > 0 ? size : 0, row < size - 1 ? size : 0]
    x[at] = (data[at + right] - data[at - left]) / (left + right)
    y[at] = (data[at + down] - data[at - up]) / ((up + down) / size)
  }
  return [x, y]
}
