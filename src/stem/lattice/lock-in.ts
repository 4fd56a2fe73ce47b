import type { Vector } from '../math/vector'
import type { Axis, Grid } from './grid'
import { axesOf } from './grid'
import type { Plane } from './spectrum'

/** One complex number at each point of a grid, `[rows, columns]`. */
export interface ComplexGrid {
  re: Float32Array
  im: Float32Array
}

/** The window ends at so many σ. */
const CUT_OFF = 2.6
/** Rows whose waves are summed together. */
const TOGETHER = 4

/**
 * The picture's wave of one frequency (cycles per pixel) around each point of a grid: Σ w(r − R) I(r) exp(−2πi g·r) / Σ w
 * with a Gaussian window of σ px. What is counted in phases is the place R itself, not the window, so that a lattice
 * displaced by u shows the phase −2π g·u everywhere.
 */
export function lockIn(plane: Plane, frequency: Vector, grid: Grid, sigma: number): ComplexGrid {
  const { data, width, height } = plane
  const axes = axesOf(plane, grid)
  const [across, down] = [waves(axes.x, frequency.x, sigma), waves(axes.y, frequency.y, sigma)]
  const [re, im] = [new Float64Array(grid.rows * grid.columns), new Float64Array(grid.rows * grid.columns)]
  const rows = Array.from({ length: TOGETHER }, () => ({
    re: new Float64Array(grid.columns),
    im: new Float64Array(grid.columns),
  }))
  for (let y = 0; y < height; y++) {
    if (y % TOGETHER === 0) sumRows({ data, width, height }, y, across, rows)
    const row = rows[y % TOGETHER]
    for (let n = down.firstOf[y]; n <= down.lastOf[y]; n++) {
      const at = down.start[n] + y - down.from[n]
      const c = down.cosine[at]
      const s = down.sine[at]
      for (let m = 0, to = n * grid.columns; m < grid.columns; m++, to++) {
        re[to] += c * row.re[m] - s * row.im[m]
        im[to] += c * row.im[m] + s * row.re[m]
      }
    }
  }
  return { re: Float32Array.from(re), im: Float32Array.from(im) }
}

/** Where the weight of each point's window really lies along one axis, px: at the edges of a picture half of it is cut. */
export function windowCentres({ extent, points, origin, step }: Axis, sigma: number): number[] {
  return Array.from({ length: points }, (_, n) => {
    const centre = origin + n * step
    let [sum, weight] = [0, 0]
    for (
      let x = Math.max(0, Math.ceil(centre - CUT_OFF * sigma));
      x <= Math.min(extent - 1, centre + CUT_OFF * sigma);
      x++
    ) {
      const w = Math.exp(-0.5 * ((x - centre) / sigma) ** 2)
      sum += w * x
      weight += w
    }
    return sum / weight
  })
}

/** The windowed wave around each point of one axis, one after the other, with the pixels that it covers. */
interface Waves {
  from: Int32Array
  start: Int32Array
  cosine: Float64Array
  sine: Float64Array
  /** Of each pixel, the points whose windows cover it. */
  firstOf: Int32Array
  lastOf: Int32Array
}

function waves({ extent, points, origin, step }: Axis, frequency: number, sigma: number): Waves {
  const reach = CUT_OFF * sigma
  const from = new Int32Array(points)
  const start = new Int32Array(points + 1)
  const [cosine, sine]: [number[], number[]] = [[], []]
  const firstOf = new Int32Array(extent).fill(points)
  const lastOf = new Int32Array(extent).fill(-1)
  for (let n = 0; n < points; n++) {
    const centre = origin + n * step
    const [first, last] = [Math.max(0, Math.ceil(centre - reach)), Math.min(extent - 1, Math.floor(centre + reach))]
    from[n] = first
    start[n] = cosine.length
    const weights = Array.from({ length: last - first + 1 }, (_, i) =>
      Math.exp(-0.5 * ((first + i - centre) / sigma) ** 2),
    )
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    weights.forEach((weight, i) => {
      const phase = -2 * Math.PI * frequency * (first + i)
      cosine.push((weight / total) * Math.cos(phase))
      sine.push((weight / total) * Math.sin(phase))
      firstOf[first + i] = Math.min(firstOf[first + i], n)
      lastOf[first + i] = n
    })
  }
  start[points] = cosine.length
  return { from, start, cosine: Float64Array.from(cosine), sine: Float64Array.from(sine), firstOf, lastOf }
}

/**
 * The waves of the rows of pixels from `top` on, those beyond the last one as of this, into `out`: four together, for a sum alone waits for
 * itself, and each entry of a wave is read once for all.
 */
function sumRows(
  { data, width, height }: Plane,
  top: number,
  { from, start, cosine, sine }: Waves,
  out: readonly { re: Float64Array; im: Float64Array }[],
): void {
  const [first, second, third, fourth] = out
  const rowAt = (k: number) => Math.min(top + k, height - 1) * width
  const further = [1, 2, 3].map((k) => rowAt(k) - rowAt(0))
  const toSecond = further[0]
  const toThird = further[1]
  const toFourth = further[2]
  for (let m = 0; m < from.length; m++) {
    let re1 = 0
    let im1 = 0
    let re2 = 0
    let im2 = 0
    let re3 = 0
    let im3 = 0
    let re4 = 0
    let im4 = 0
    let pixel = top * width + from[m]
    const end = start[m + 1]
    for (let at = start[m]; at < end; at++, pixel++) {
      const c = cosine[at]
      const s = sine[at]
      const p = data[pixel]
      const q = data[pixel + toSecond]
      const u = data[pixel + toThird]
      const v = data[pixel + toFourth]
      re1 += p * c
      im1 += p * s
      re2 += q * c
      im2 += q * s
      re3 += u * c
      im3 += u * s
      re4 += v * c
      im4 += v * s
    }
    first.re[m] = re1
    first.im[m] = im1
    second.re[m] = re2
    second.im[m] = im2
    third.re[m] = re3
    third.im[m] = im3
    fourth.re[m] = re4
    fourth.im[m] = im4
  }
}
