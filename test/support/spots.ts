import type { Micrograph } from '../../src/io/micrograph'
import { Random } from '../../src/nn'
import { poisson } from '../../src/stem/simulate/counting'
import { picture } from './lattice'

/** A column: where it stands, and its height in electrons. */
export interface Spot {
  x: number
  y: number
  peak: number
}

/** Columns anywhere, of σ = 2.6 px, counted in electrons. */
export function counted(size: number, spots: readonly Spot[], seed: number): Micrograph {
  const image = new Float64Array(size * size).fill(15)
  for (const { x, y, peak } of spots) {
    for (let row = Math.max(0, Math.ceil(y - 12)); row <= Math.min(size - 1, y + 12); row++) {
      for (let column = Math.max(0, Math.ceil(x - 12)); column <= Math.min(size - 1, x + 12); column++) {
        image[row * size + column] += peak * Math.exp((-0.5 * ((column - x) ** 2 + (row - y) ** 2)) / 2.6 ** 2)
      }
    }
  }
  const random = new Random(seed)
  return picture(size, (x, y) => poisson(random, image[y * size + x]))
}

/** A lattice of `cell` px that is turned about the middle, with a second column in the middle of each cell. */
export function grain(size: number, { cell = 18, degrees = 0, second = 0, dx = 0 }): Spot[] {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  const cells = Math.ceil(size / cell)
  const spots: Spot[] = []
  for (let i = -cells; i <= cells; i++) {
    for (let j = -cells; j <= cells; j++) {
      for (const [u, v, peak] of second > 0
        ? [[0, 0, 300] as const, [0.5, 0.5, second] as const]
        : [[0, 0, 300] as const]) {
        const [x, y] = [(i + u) * cell + 3, (j + v) * cell + 5]
        spots.push({ x: size / 2 + c * x - s * y + dx, y: size / 2 + s * x + c * y, peak })
      }
    }
  }
  return spots
}
