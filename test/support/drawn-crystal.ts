import type { Micrograph } from '../../src/io/micrograph'
import { Random } from '../../src/nn'
import type { Vector } from '../../src/stem/math/vector'
import { poisson } from '../../src/stem/simulate/counting'
import { picture } from './lattice'

/** By what a column differs from the lattice's: px, and a part of its height. */
interface Change {
  x?: number
  y?: number
  height?: number
}

interface DrawnCrystal {
  size: number
  /** Lattice vectors, px, and the columns of a cell with their peaks; the first stands in the middle of the picture. */
  a: Vector
  b: Vector
  sites: readonly { u: number; v: number; height: number }[]
  /** σ of a column, px; electrons at a peak of 1. */
  sigma: number
  dose: number
  seed: number
  /** What is different of the column of site `s` in cell (i, j), at a place. */
  change?: (i: number, j: number, s: number, at: Vector) => Change
}

/** A crystal in which any column can be another one, counted in electrons. Columns scatter by a hundredth in height. */
export function drawnCrystal({ size, a, b, sites, sigma, dose, seed, change }: DrawnCrystal): Micrograph {
  const random = new Random(seed)
  const image = new Float64Array(size * size).fill(0.15)
  const cells = Math.ceil((1.5 * size) / Math.min(Math.hypot(a.x, a.y), Math.hypot(b.x, b.y)))
  const reach = 5 * sigma
  for (let i = -cells; i <= cells; i++) {
    for (let j = -cells; j <= cells; j++) {
      sites.forEach(({ u, v, height: peak }, s) => {
        const at = {
          x: size / 2 + (i + u) * a.x + (j + v) * b.x,
          y: size / 2 + (i + u) * a.y + (j + v) * b.y,
        }
        if (Math.min(at.x, at.y) < -reach || Math.max(at.x, at.y) > size + reach) return
        const { x = 0, y = 0, height = 1 } = change?.(i, j, s, at) ?? {}
        const own = peak * height * (1 + 0.01 * random.normal())
        addGaussian(image, size, { x: at.x + x, y: at.y + y }, own, sigma)
      })
    }
  }
  return picture(size, (x, y) => poisson(random, dose * image[y * size + x]))
}

function addGaussian(image: Float64Array, size: number, { x, y }: Vector, peak: number, sigma: number): void {
  const reach = 5 * sigma
  for (let row = Math.max(0, Math.ceil(y - reach)); row <= Math.min(size - 1, y + reach); row++) {
    for (let column = Math.max(0, Math.ceil(x - reach)); column <= Math.min(size - 1, x + reach); column++) {
      const r2 = ((column - x) ** 2 + (row - y) ** 2) / sigma ** 2
      image[row * size + column] += peak * Math.exp(-0.5 * r2)
    }
  }
}
