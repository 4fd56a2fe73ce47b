import { bilinear } from '../math/interpolate'
import type { Plane } from '../lattice/spectrum'
import type { Band } from './bands'
import type { ModelFrame } from './frame'

/** What a band shows at one of its pixels. */
type Shown = (band: Band, at: number) => number

/** What the model does not explain. */
export const residual: Shown = ({ input, prediction }, at) => input[at] - prediction[at]

export const predicted: Shown = ({ prediction }, at) => prediction[at]

/**
 * Fills in the pixels of the micrograph whose place in the frame lies from row `from` to the last complete one, with what is
 * `shown` between the four nearest pixels of the frame; beyond its outermost pixels, what these have.
 */
export function paintBand(
  { data: painted, width, height }: Plane,
  shown: Shown,
  frame: ModelFrame,
  { band, from }: { band: Band; from: number },
): void {
  const to = band.complete === frame.height ? Infinity : band.complete - 1
  const low = from === 0 ? -Infinity : from
  // Along a row of the micrograph, the frame's row changes by as much from each pixel to the next.
  const start = frame.coordinates(0, 0)
  const [alongX, alongY] = [frame.coordinates(1, 0), frame.coordinates(0, 1)].map(({ x, y }) => ({
    u: x - start.x,
    v: y - start.y,
  }))
  const values = new Float64Array(band.width * (band.complete - band.top))
  for (let at = 0; at < values.length; at++) values[at] = shown(band, at)
  for (let y = 0; y < height; y++) {
    const v0 = start.y + y * alongY.v
    const [first, last] = between(low - v0, to - v0, alongX.v, width)
    for (let x = first; x <= last; x++) {
      const v = v0 + x * alongX.v
      if (v < low || v >= to) continue
      painted[y * width + x] = shownAt(values, band, start.x + x * alongX.u + y * alongY.u, v)
    }
  }
}

/** The pixels x for which low ≤ slope · x < high, one more at either end. */
function between(low: number, high: number, slope: number, width: number): [number, number] {
  if (Math.abs(slope) < 1e-9) return low <= 0 && high > 0 ? [0, width - 1] : [0, -1]
  const [p, q] = slope > 0 ? [low / slope, high / slope] : [high / slope, low / slope]
  return [Math.max(0, Math.floor(p)), Math.min(width - 1, Math.ceil(q))]
}

/** Between the pixels of the frame that a band holds, of which `values` are given, or at the nearest of them. */
function shownAt(values: Float64Array, { top, complete, width }: Band, u: number, v: number): number {
  const rows = complete - top
  const [column, row] = [Math.min(Math.max(u, 0), width - 1), Math.min(Math.max(v - top, 0), rows - 1)]
  const between = bilinear(values, { columns: width, rows }, column, row)
  // Where a turned frame was not predicted there is nothing to tell.
  return Number.isFinite(between) ? between : 0
}
