import type { Plane } from '../lattice/spectrum'
import { blurred, gaussianKernel } from '../math/convolve'
import { bilinear } from '../math/interpolate'
import type { Columns } from './columns'
import type { Levelled } from './deviations'

/** Columns are so many steps of a crop apart, and a crop so many steps wide: of strontium titanate, some three cells. */
const STEPS_TO_A_SPACING = 6
const SIDE = 26
/** σ of the blur, steps. */
const BLUR = 1
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
  readonly #smooth: { data: Float32Array; width: number; height: number }
  readonly #step: number

  constructor(picture: Plane, columns: Columns) {
    const { lattice } = columns
    const step = columns.spacing / STEPS_TO_A_SPACING
    const kernel = gaussianKernel(BLUR * step, Math.ceil(3 * BLUR * step))
    this.#columns = columns
    this.#step = step
    this.#smooth = { ...picture, data: Float32Array.from(blurred(picture.data, picture, kernel, 'repeated')) }
    this.masks = lattice.sublattices.map(({ width }) => blindSpot(REACH * Math.hypot(width / step, BLUR)))
  }

  /** How far a crop reaches from its middle along an axis, px. */
  get reach(): number {
    return ((SIDE - 1) / 2) * this.#step
  }

  /** Whether the picture shows all of a column's crop. */
  isWhole(n: number): boolean {
    const { x, y } = this.#columns.table
    const { width, height } = this.#smooth
    return Math.min(x[n], y[n], width - 1 - x[n], height - 1 - y[n]) > this.reach
  }

  /** The crop of column `n`, [side, side] from `offset` on, in units of `level`. */
  read(n: number, { level, usual }: Levelled, out: Float32Array, offset = 0): void {
    const { table } = this.#columns
    const [cx, cy] = [table.x[n] + usual[0][n], table.y[n] + usual[1][n]]
    const { data, width, height } = this.#smooth
    const grid = { columns: width, rows: height }
    let at = offset
    for (let row = 0; row < SIDE; row++) {
      const v = Math.min(Math.max(cy - this.reach + row * this.#step, 0), height - 1)
      for (let column = 0; column < SIDE; column++) {
        const u = Math.min(Math.max(cx - this.reach + column * this.#step, 0), width - 1)
        out[at++] = bilinear(data, grid, u, v) / level[n]
      }
    }
  }

  /** Adds a column to what the crops show. */
  add({ x, y, peak, sigma: own }: Column): void {
    const { data, width, height } = this.#smooth
    const sigma = Math.hypot(own, BLUR * this.#step)
    const reach = REACH * sigma
    const blurredPeak = peak * (own / sigma) ** 2
    for (let row = Math.max(0, Math.ceil(y - reach)); row <= Math.min(height - 1, y + reach); row++) {
      for (let column = Math.max(0, Math.ceil(x - reach)); column <= Math.min(width - 1, x + reach); column++) {
        const r2 = (column - x) ** 2 + (row - y) ** 2
        data[row * width + column] += blurredPeak * Math.exp((-0.5 * r2) / sigma ** 2)
      }
    }
  }
}

function blindSpot(radius: number): Uint8Array {
  const half = (SIDE - 1) / 2
  return Uint8Array.from({ length: SIDE * SIDE }, (_, k) => {
    return Math.hypot((k % SIDE) - half, Math.floor(k / SIDE) - half) < radius ? 0 : 1
  })
}
