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
  const { columns, rows } = spectrum
  const half = columns / 2 + 1
  const { values: coarse, columns: width, rows: height } = coarseFloor(spectrum)
  const floor = new Float64Array(rows * half)
  const line = new Float64Array(width)
  const rowOf = (v: number) => coarse.subarray((v % height) * width, ((v % height) + 1) * width)
  for (let y = 0; y < rows; y++) {
    const v = Math.floor(y / STEP)
    mixRows(rowOf(v), rowOf(v + 1), (y % STEP) / STEP, line)
    spread(line, floor.subarray(y * half, (y + 1) * half))
  }
  return floor
}

/** The floor at every so many bins. */
function coarseFloor(spectrum: Spectrum): { values: Float64Array; columns: number; rows: number } {
  const columns = Math.ceil(spectrum.columns / 2 / STEP) + 1
  const rows = Math.ceil(spectrum.rows / STEP)
  const coarse = new Float64Array(columns * rows)
  const expected = 1 / exponentialMeanQuantile(spectrum.tiles, QUANTILE_NORMAL)
  // The samples of a window, one column of them after the other: from one window to the next, one column takes the place of another.
  const side = 2 * REACH + 1
  const samples = new Float64Array(side * side)
  const room = new Float64Array(side * side)
  const wanted = Math.floor(QUANTILE * samples.length)
  const take = (i: number, j: number) => {
    const first = ((i + side) % side) * side
    for (let v = -REACH; v <= REACH; v++) samples[first + v + REACH] = powerAt(spectrum, i * STEP, (j + v) * STEP)
  }
  let quantile = 0
  for (let j = 0; j < rows; j++) {
    for (let i = -REACH; i < REACH; i++) take(i, j)
    for (let i = 0; i < columns; i++) {
      take(i + REACH, j)
      quantile = nthSmallestNear(samples, wanted, quantile, room)
      coarse[j * columns + i] = expected * quantile
    }
  }
  return { values: coarse, columns, rows }
}

function mixRows(from: Float64Array, to: Float64Array, part: number, out: Float64Array): void {
  for (let u = 0; u < out.length; u++) out[u] = mixed(from[u], to[u], part)
}

/** What was evaluated every so many bins, at each of them. */
function spread(line: Float64Array, out: Float64Array): void {
  for (let x = 0; x < out.length; x++) {
    const u = Math.floor(x / STEP)
    out[x] = mixed(line[u], line[Math.min(u + 1, line.length - 1)], (x % STEP) / STEP)
  }
}
