/** A Gaussian is cut off at so many σ. */
const REACH = 3.5

/** Values of a Gaussian and of its slope along one axis, from pixel `from` on. */
export interface Profile {
  from: number
  /** [g, slope], one after the other. */
  values: Float64Array
  length: number
}

/** Of a column with this centre and σ, on an axis of so many pixels. */
export function profile(centre: number, sigma: number, pixels: number): Profile {
  const { from, length } = extentOf(centre, sigma, pixels)
  const values = new Float64Array(2 * length)
  write({ values, at: 0 }, { centre, sigma, from, length })
  return { from, values, length }
}

/** Those of many columns along one axis: kept in one array, for an object each would be more than what it holds. */
export class Profiles {
  readonly from: Int32Array
  readonly length: Int32Array
  /** Where [g, slope] of each begin in `values`, one after the other. */
  readonly start: Int32Array
  readonly values: Float64Array

  constructor(centres: Float64Array, sigma: Float64Array, pixels: number) {
    const count = centres.length
    this.from = new Int32Array(count)
    this.length = new Int32Array(count)
    this.start = new Int32Array(count)
    let end = 0
    for (let n = 0; n < count; n++) {
      const { from, length } = extentOf(centres[n], sigma[n], pixels)
      this.from[n] = from
      this.length[n] = length
      this.start[n] = end
      end += 2 * length
    }
    this.values = new Float64Array(end)
    for (let n = 0; n < count; n++) {
      const place = { centre: centres[n], sigma: sigma[n], from: this.from[n], length: this.length[n] }
      write({ values: this.values, at: this.start[n] }, place)
    }
  }

  /** [g g, g slope, slope g, slope slope] of column p with column q, over the pixels that both reach. */
  products(p: number, q: number, out: Float64Array): void {
    const { from, length, start, values } = this
    const first = Math.max(from[p], from[q])
    const count = Math.min(from[p] + length[p], from[q] + length[q]) - first
    const own = start[p] + first - from[p]
    const other = start[q] + first - from[q]
    const ownSlope = own + length[p]
    const otherSlope = other + length[q]
    let gg = 0
    let gs = 0
    let sg = 0
    let ss = 0
    for (let k = 0; k < count; k++) {
      const g = values[own + k]
      const s = values[ownSlope + k]
      const h = values[other + k]
      const t = values[otherSlope + k]
      gg += g * h
      gs += g * t
      sg += s * h
      ss += s * t
    }
    out[0] = gg
    out[1] = gs
    out[2] = sg
    out[3] = ss
  }
}

/** The pixels that a column reaches. */
function extentOf(centre: number, sigma: number, pixels: number): { from: number; length: number } {
  const reach = REACH * sigma
  const from = Math.max(0, Math.ceil(centre - reach))
  return { from, length: Math.max(0, Math.min(pixels - 1, Math.floor(centre + reach)) - from + 1) }
}

function write(
  { values, at }: { values: Float64Array; at: number },
  { centre, sigma, from, length }: { centre: number; sigma: number; from: number; length: number },
): void {
  for (let k = 0; k < length; k++) {
    const d = from + k - centre
    const g = Math.exp((-0.5 * d * d) / sigma ** 2)
    values[at + k] = g
    values[at + length + k] = (g * d) / sigma ** 2
  }
}
