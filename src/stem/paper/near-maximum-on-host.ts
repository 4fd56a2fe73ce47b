import type { PatchSet } from '../patch/patches'
import type { Rule } from './rule'

/**
 * The paper's *average near maximum* of each patch, in float64: d = input − prediction is zeroed where |d| < threshold;
 * around the first largest |d| (row by row) d is averaged over the window of ±halfWidth pixels. The window is clipped at
 * the patch's edges and divided by the pixels it really holds; the authors' notebook lets it wrap round instead.
 */
export function nearMaximumOnHost(
  { data, count, size }: PatchSet,
  predictions: Float32Array,
  { threshold, halfWidth }: Rule,
): Float32Array {
  const pixels = size * size
  const heat = new Float64Array(pixels)
  return Float32Array.from({ length: count }, (_, patch) => {
    let peak = 0
    for (let i = 0; i < pixels; i++) {
      const difference = data[patch * pixels + i] - predictions[patch * pixels + i]
      heat[i] = Math.abs(difference) < threshold ? 0 : difference
      if (Math.abs(heat[i]) > Math.abs(heat[peak])) peak = i
    }
    return windowMean(heat, size, peak, halfWidth)
  })
}

/** Mean around the pixel of entry `centre`. */
function windowMean(heat: Float64Array, size: number, centre: number, halfWidth: number): number {
  const [centreX, centreY] = [centre % size, Math.floor(centre / size)]
  const [left, right] = [Math.max(0, centreX - halfWidth), Math.min(size - 1, centreX + halfWidth)]
  const [top, bottom] = [Math.max(0, centreY - halfWidth), Math.min(size - 1, centreY + halfWidth)]
  let sum = 0
  for (let y = top; y <= bottom; y++) for (let x = left; x <= right; x++) sum += heat[y * size + x]
  return sum / ((right - left + 1) * (bottom - top + 1))
}
