import { exponentialMeanQuantile } from '../math/distributions'
import { mixed } from '../math/interpolate'
import { nthSmallest } from '../math/nth-smallest'
import type { Spectrum } from './spectrum'
import { powerAt } from './spectrum'

/** Half the window of the quantile, in bins, and the step at which it is sampled and evaluated. */
const REACH = 9
const STEP = 3
/** Below the median, so that peaks which fill a third of the window do not lift it. */
const QUANTILE = 0.35
const QUANTILE_NORMAL = -0.385

/** The spectrum without its narrow peaks: at every bin the noise's expected power, as the neighbourhood has it. */
export function noiseFloor(spectrum: Spectrum): Float64Array {
  const { columns, rows, tiles } = spectrum
  const half = columns / 2 + 1
  const [gridX, gridY] = [Math.ceil((half - 1) / STEP) + 1, rows / STEP]
  const height = Math.ceil(gridY)
  const coarse = new Float64Array(gridX * height)
  const values = new Float64Array((2 * Math.floor(REACH / STEP) + 1) ** 2)
  const expected = 1 / exponentialMeanQuantile(tiles, QUANTILE_NORMAL)
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < gridX; i++)
      coarse[j * gridX + i] = expected * localQuantile(spectrum, [i * STEP, j * STEP], values)
  }
  const floor = new Float64Array(rows * half)
  const line = new Float64Array(gridX)
  for (let y = 0; y < rows; y++) {
    const [v, fy] = [Math.floor(y / STEP), (y % STEP) / STEP]
    const [top, bottom] = [(v % height) * gridX, ((v + 1) % height) * gridX]
    for (let u = 0; u < gridX; u++) line[u] = mixed(coarse[top + u], coarse[bottom + u], fy)
    for (let x = 0; x < half; x++) {
      const u = Math.floor(x / STEP)
      floor[y * half + x] = mixed(line[u], line[Math.min(u + 1, gridX - 1)], (x % STEP) / STEP)
    }
  }
  return floor
}

function localQuantile(spectrum: Spectrum, [column, row]: readonly [number, number], values: Float64Array): number {
  const { power, columns, rows } = spectrum
  const half = columns / 2 + 1
  // Away from the axis, whose other side is the spectrum of the opposite row.
  const isInside = column >= REACH && column + REACH < half
  let n = 0
  for (let y = -REACH; y <= REACH; y += STEP) {
    const line = ((row + y + rows) % rows) * half
    for (let x = -REACH; x <= REACH; x += STEP) {
      values[n++] = isInside ? power[line + column + x] : powerAt(spectrum, column + x, row + y)
    }
  }
  return nthSmallest(values, Math.floor(QUANTILE * n))
}
