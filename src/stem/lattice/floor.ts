import { exponentialMeanQuantile } from '../math/distributions'
import { mixed } from '../math/interpolate'
import { nthSmallestNear } from '../math/nth-smallest'
import type { Spectrum } from './spectrum'
import { powerAt } from './spectrum'

/** Bins from one sample of the quantile to the next, which is evaluated as often, and half its window in samples. */
const STEP = 3
const REACH = 3
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
  const expected = 1 / exponentialMeanQuantile(tiles, QUANTILE_NORMAL)
  // The samples of a window, one column of them after the other: from one window to the next, one column takes the place of another.
  const side = 2 * REACH + 1
  const values = new Float64Array(side * side)
  const room = new Float64Array(side * side)
  const wanted = Math.floor(QUANTILE * values.length)
  const take = (i: number, j: number) => {
    const first = ((i + side) % side) * side
    for (let v = -REACH; v <= REACH; v++) values[first + v + REACH] = powerAt(spectrum, i * STEP, (j + v) * STEP)
  }
  let quantile = 0
  for (let j = 0; j < height; j++) {
    for (let i = -REACH; i < REACH; i++) take(i, j)
    for (let i = 0; i < gridX; i++) {
      take(i + REACH, j)
      quantile = nthSmallestNear(values, wanted, quantile, room)
      coarse[j * gridX + i] = expected * quantile
    }
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
