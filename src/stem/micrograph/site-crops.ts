import type { Plane } from '../lattice/spectrum'
import { nearestDistances } from '../lattice/sites'
import { blurred, gaussianKernel } from '../math/convolve'
import { bilinear } from '../math/interpolate'
import type { Columns } from './columns'

/** Columns are so many steps of a crop apart, and a crop so many steps wide: with strontium titanate, some three cells. */
const STEPS_TO_A_SPACING = Number(process.env.L_STEPS ?? 8.5)
export const SIDE = Number(process.env.L_SIDE ?? 36)
/** σ of the blur, steps. */
const BLUR = Number(process.env.L_BLUR ?? 1)
/** What is masked: this part of the distance to the nearest column, and so many σ of the blur. */
const BLIND = Number(process.env.L_BLIND ?? 0.65)
const BLIND_IN_BLURS = 1

/** What surrounds each column of a sublattice, [count, SIDE, SIDE], in heights of the columns of its kind around. */
export interface SiteCrops {
  data: Float32Array
  /** 0 for the pixels of the column itself, [SIDE, SIDE]. */
  mask: Uint8Array
  /** 1 where the picture shows all of the crop. */
  whole: Uint8Array
}

/**
 * Crops centred on the places that the lattice has for its columns, along the picture's own axes: rows are scanned one after
 * another, and what they share lies along x.
 */
export function siteCrops(picture: Plane, columns: Columns, level: Float32Array): SiteCrops[] {
  const { table, lattice } = columns
  const step = columns.spacing / STEPS_TO_A_SPACING
  const sigma = BLUR * step
  const smooth = blurred(picture.data, picture, gaussianKernel(sigma, Math.ceil(3 * sigma)), 'repeated')
  const places = lattice.sublattices.map(({ position }) => position)
  const nearest = nearestDistances(places, lattice)
  const grid = { columns: picture.width, rows: picture.height }
  const half = (SIDE - 1) / 2
  return lattice.sublattices.map((_, s) => {
    const { from, to } = columns.of(s)
    const data = new Float32Array((to - from) * SIDE * SIDE)
    const whole = new Uint8Array(to - from)
    for (let n = from; n < to; n++) {
      const [left, top] = [table.x[n] - half * step, table.y[n] - half * step]
      const isWhole =
        left >= 0 && top >= 0 && left + 2 * half * step < picture.width && top + 2 * half * step < picture.height
      whole[n - from] = isWhole ? 1 : 0
      let at = (n - from) * SIDE * SIDE
      for (let row = 0; row < SIDE; row++) {
        const y = Math.min(Math.max(top + row * step, 0), picture.height - 1)
        for (let column = 0; column < SIDE; column++) {
          const x = Math.min(Math.max(left + column * step, 0), picture.width - 1)
          data[at++] = bilinear(smooth, grid, x, y) / level[n]
        }
      }
    }
    return { data, mask: blindSpot((BLIND * nearest[s]) / step + BLIND_IN_BLURS * BLUR), whole }
  })
}

function blindSpot(radius: number): Uint8Array {
  const half = (SIDE - 1) / 2
  return Uint8Array.from({ length: SIDE * SIDE }, (_, k) => {
    return Math.hypot((k % SIDE) - half, Math.floor(k / SIDE) - half) < radius ? 0 : 1
  })
}
