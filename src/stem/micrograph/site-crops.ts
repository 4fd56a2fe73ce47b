import type { Plane } from '../lattice/spectrum'
import { blur, gaussianKernel } from '../math/convolve'
import { binned } from '../lattice/prepare'
import type { Columns } from './columns'
import type { Levelled } from './deviations'

/** Columns are so many steps of a crop apart, and a crop so many steps wide: of strontium titanate, some three cells. */
const STEPS_TO_A_SPACING = 6
const SIDE = 26
/** σ of the blur, and a binned pixel, steps. */
const BLUR = 1
const BIN = 0.5
/** A column ends so many σ from its middle: less than a 3000th of its peak is seen beyond, and no fit can make it out. */
const REACH = 4

/** Pixels of a crop. */
export const CROP = { side: SIDE, pixels: SIDE * SIDE }

/** A Gaussian column, px and the picture's units. */
interface Column {
  x: number
  y: number
  peak: number
  sigma: number
}

/**
 * What surrounds each column: crops of the blurred picture centred on the places where the columns around put its columns, along the
 * picture's own axes, for rows are scanned one after another and what they share lies along x. None is held but the one that is read.
 */
export class SiteCrops {
  /** For each sublattice: 0 for the pixels of the column itself, [side, side]. */
  readonly masks: readonly Uint8Array[]
  readonly #columns: Columns
  readonly #extent: { width: number; height: number }
  /** The blurred picture, binned as coarsely as its blur allows. */
  readonly #smooth: Plane
  readonly #binning: number
  readonly #step: number

  constructor(picture: Plane, columns: Columns) {
    const { lattice } = columns
    const step = columns.spacing / STEPS_TO_A_SPACING
    const binning = Math.max(1, Math.round(BIN * step))
    const coarse = binned(picture, binning)
    // Pixels that are put together have a blur of their own.
    const sigma = Math.sqrt((BLUR * step) ** 2 - (binning ** 2 - 1) / 12) / binning
    const kernel = gaussianKernel(sigma, Math.ceil(3 * sigma))
    this.#columns = columns
    this.#step = step
    this.#binning = binning
    this.#extent = picture
    this.#smooth = { ...coarse, data: new Float32Array(coarse.data.length) }
    blur({ image: coarse.data, out: this.#smooth.data }, coarse, kernel, 'repeated')
    this.masks = lattice.sublattices.map(({ width }) => blindSpot(REACH * Math.hypot(width / step, BLUR)))
  }

  /** How far a crop reaches from its middle along an axis, px. */
  get reach(): number {
    return ((SIDE - 1) / 2) * this.#step
  }

  /** Whether the picture shows all of a column's crop. */
  isWhole(n: number): boolean {
    const { x, y } = this.#columns.table
    const { width, height } = this.#extent
    return Math.min(x[n], y[n], width - 1 - x[n], height - 1 - y[n]) > this.reach
  }

  /** The crop of column `n`, [side, side] from `offset` on, in units of `level`. */
  read(n: number, { level, usual }: Levelled, out: Float32Array, offset = 0): void {
    const { table } = this.#columns
    const { data, width, height } = this.#smooth
    const across = this.#along(table.x[n] + usual[0][n], width)
    const down = this.#along(table.y[n] + usual[1][n], height)
    const { before, part } = across
    const unit = level[n]
    let to = offset
    for (let row = 0; row < SIDE; row++) {
      const start = down.before[row] * width
      const below = down.part[row]
      const above = 1 - below
      for (let column = 0; column < SIDE; column++) {
        const at = start + before[column]
        const right = part[column]
        const left = 1 - right
        const upper = data[at] * left + data[at + 1] * right
        const lower = data[at + width] * left + data[at + width + 1] * right
        out[to++] = (upper * above + lower * below) / unit
      }
    }
  }

  /** Between which binned pixels the steps of a crop lie along an axis, about `middle`, px: the one before, and how far to the next. */
  #along(middle: number, pixels: number): { before: Int32Array; part: Float64Array } {
    const before = new Int32Array(SIDE)
    const part = new Float64Array(SIDE)
    for (let k = 0; k < SIDE; k++) {
      const at = Math.min(Math.max(this.#binnedAt(middle - this.reach + k * this.#step), 0), pixels - 1)
      before[k] = Math.max(0, Math.min(Math.floor(at), pixels - 2))
      part[k] = at - before[k]
    }
    return { before, part }
  }

  /** Adds a column to what the crops show. */
  add({ x: px, y: py, peak, sigma: own }: Column): void {
    const { data, width, height } = this.#smooth
    const [x, y] = [this.#binnedAt(px), this.#binnedAt(py)]
    const wide = Math.hypot(own, BLUR * this.#step)
    const blurredPeak = peak * (own / wide) ** 2
    const sigma = wide / this.#binning
    const reach = REACH * sigma
    for (let row = Math.max(0, Math.ceil(y - reach)); row <= Math.min(height - 1, y + reach); row++) {
      for (let column = Math.max(0, Math.ceil(x - reach)); column <= Math.min(width - 1, x + reach); column++) {
        const r2 = (column - x) ** 2 + (row - y) ** 2
        data[row * width + column] += blurredPeak * Math.exp((-0.5 * r2) / sigma ** 2)
      }
    }
  }

  /** A coordinate of the picture, px, in binned pixels. */
  #binnedAt(px: number): number {
    return (px + 0.5) / this.#binning - 0.5
  }
}

function blindSpot(radius: number): Uint8Array {
  const half = (SIDE - 1) / 2
  return Uint8Array.from({ length: SIDE * SIDE }, (_, k) => {
    return Math.hypot((k % SIDE) - half, Math.floor(k / SIDE) - half) < radius ? 0 : 1
  })
}
