import { median } from '../math/robust'
import { quantile } from '../math/quantile'
import type { Box } from './labels'
import type { Picture } from './picture'

/** A line of a bar has less than this part of the usual line's spread, and the first line beyond it has more than that. */
const FLAT = 0.3
const FULL = 0.6
/** The picture begins within so many lines. */
const ABRUPT = 3
const LEAST_LINES = 4
/** A bar covers less than this part of the picture. */
const LARGEST = 0.4
/** Fewer pixels of a line tell nothing, more tell nothing new. */
const LEAST_PIXELS = 16
const MOST_PIXELS = 400

/**
 * Bars along the picture's edges that show no specimen, such as those that programs put under a picture with the scale bar in
 * them: flat lines, apart from what is written on them (`masked` marks it), that end at once where the picture begins.
 */
export function findBars({ data, width, height }: Picture, masked: Uint8Array): Box[] {
  const lineOf = (n: number, isRow: boolean) => {
    const length = isRow ? width : height
    const stride = Math.ceil(length / MOST_PIXELS)
    const values = new Float32Array(Math.ceil(length / stride))
    let count = 0
    for (let k = n % stride; k < length; k += stride) {
      const at = isRow ? n * width + k : k * width + n
      if (!masked[at]) values[count++] = data[at]
    }
    return values.subarray(0, count).sort()
  }
  const bars: Box[] = []
  for (const isRow of [true, false]) {
    const count = isRow ? height : width
    const lines = Array.from({ length: count }, (_, n) => lineOf(n, isRow))
    const spreads = lines.map((line) => (line.length < LEAST_PIXELS ? 0 : quantile(line, 0.95) - quantile(line, 0.05)))
    const usual = median(spreads)
    for (const fromEnd of [false, true]) {
      const at = (k: number) => (fromEnd ? count - 1 - k : k)
      let flat = 0
      while (flat < count && spreads[at(flat)] < FLAT * usual) flat++
      const beyond = Array.from({ length: ABRUPT }, (_, k) => spreads[at(Math.min(count - 1, flat + k))])
      const isAbrupt = Math.max(...beyond) > FULL * usual
      if (flat < LEAST_LINES || flat > LARGEST * count || !isAbrupt) continue
      // Lines that are masked already are no bar.
      if (!lines.some((line, n) => line.length >= LEAST_PIXELS && (fromEnd ? n >= count - flat : n < flat))) continue
      const [first, last] = fromEnd ? [count - flat, count - 1] : [0, flat - 1]
      const whole = { left: 0, right: width - 1, top: 0, bottom: height - 1 }
      bars.push(isRow ? { ...whole, top: first, bottom: last } : { ...whole, left: first, right: last })
    }
  }
  return bars
}
