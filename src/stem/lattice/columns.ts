import type { Vector } from '../math/geometry'
import type { Plane } from './spectrum'

/** What is fitted to one column: a Gaussian of known width over a constant. */
export interface ColumnFit extends Vector {
  /** Height above the background, in the picture's units. */
  intensity: number
  background: number
  /** False where the fit went astray: the column then stays where the lattice has it. */
  settled: boolean
}

/** How a column is fitted, px. */
export interface FitOptions {
  /** The sublattice's width. */
  sigma: number
  /** Pixels this near the expected place are used. */
  reach: number
  /** A fit that leaves the expected place by more is not believed. */
  freedom: number
}

/** The pixels that a fit uses: those of a rectangle that lie within `reach` of its centre. */
interface Window {
  left: number
  right: number
  top: number
  bottom: number
  centre: Vector
  reach: number
  /** 1 / σ². */
  inverse: number
}

const ROUNDS = 6

/**
 * Fits height, background and position by Gauss and Newton, the width being the sublattice's. A fit that leaves the picture is
 * not believed either.
 */
export function fitColumn(plane: Plane, expected: Vector, { sigma, reach, freedom }: FitOptions): ColumnFit {
  let [x, y] = [expected.x, expected.y]
  const { width, height } = plane
  let [intensity, background] = [0, 0]
  const window: Window = {
    left: Math.max(0, Math.ceil(expected.x - reach)),
    right: Math.min(width - 1, Math.floor(expected.x + reach)),
    top: Math.max(0, Math.ceil(expected.y - reach)),
    bottom: Math.min(height - 1, Math.floor(expected.y + reach)),
    centre: expected,
    reach,
    inverse: 1 / (sigma * sigma),
  }
  let settled = false
  for (let round = 0; round < ROUNDS; round++) {
    const line = linearFit(plane, window, x, y)
    ;[intensity, background] = [line.height, line.background]
    const step = { x: line.x, y: line.y }
    const size = Math.hypot(step.x, step.y)
    if (!Number.isFinite(size) || intensity <= 0) break
    const limit = Math.min(1, (0.5 * sigma) / size)
    x += limit * step.x
    y += limit * step.y
    const outside = x < 0 || y < 0 || x > width - 1 || y > height - 1
    if (outside || Math.hypot(x - expected.x, y - expected.y) > freedom) break
    settled = round === ROUNDS - 1 || size < 0.002
    if (settled) break
  }
  if (settled) return { x, y, intensity, background, settled }
  const still = linearFit(plane, window, expected.x, expected.y)
  return { ...expected, intensity: still.still, background: still.stillBackground, settled }
}

/**
 * One step: least squares of the pixels over the Gaussian, its two slopes and a constant. Gives the height and the shift
 * that the slopes stand for, and besides the height with no shift allowed.
 */
function linearFit({ data, width }: Plane, window: Window, x0: number, y0: number) {
  const { left, right, top, bottom, centre, reach, inverse } = window
  // Normal equations of [g, g·dx/σ², g·dy/σ², 1].
  let [gg, gx, gy, g1, xx, xy, x1, yy, y1, n, vg, vx, vy, v1] = new Array<number>(14).fill(0)
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      if ((column - centre.x) ** 2 + (row - centre.y) ** 2 > reach * reach) continue
      const [dx, dy] = [column - x0, row - y0]
      const g = Math.exp(-0.5 * inverse * (dx * dx + dy * dy))
      const [sx, sy] = [g * dx * inverse, g * dy * inverse]
      const value = data[row * width + column]
      gg += g * g
      gx += g * sx
      gy += g * sy
      g1 += g
      xx += sx * sx
      xy += sx * sy
      x1 += sx
      yy += sy * sy
      y1 += sy
      n++
      vg += value * g
      vx += value * sx
      vy += value * sy
      v1 += value
    }
  }
  const [height, slopeX, slopeY, background] = solve4(
    [gg, gx, gy, g1, gx, xx, xy, x1, gy, xy, yy, y1, g1, x1, y1, n],
    [vg, vx, vy, v1],
  )
  const still = (n * vg - g1 * v1) / (n * gg - g1 * g1)
  return { height, background, x: slopeX / height, y: slopeY / height, still, stillBackground: (v1 - still * g1) / n }
}

/** Four equations, by elimination with the largest pivot of each column. */
function solve4(m: number[], v: number[]): number[] {
  for (let column = 0; column < 4; column++) {
    let pivot = column
    for (let row = column + 1; row < 4; row++) {
      if (Math.abs(m[row * 4 + column]) > Math.abs(m[pivot * 4 + column])) pivot = row
    }
    if (pivot !== column) {
      for (let k = 0; k < 4; k++) [m[column * 4 + k], m[pivot * 4 + k]] = [m[pivot * 4 + k], m[column * 4 + k]]
      ;[v[column], v[pivot]] = [v[pivot], v[column]]
    }
    for (let row = column + 1; row < 4; row++) {
      const factor = m[row * 4 + column] / m[column * 4 + column]
      for (let k = column; k < 4; k++) m[row * 4 + k] -= factor * m[column * 4 + k]
      v[row] -= factor * v[column]
    }
  }
  for (let row = 3; row >= 0; row--) {
    for (let k = row + 1; k < 4; k++) v[row] -= m[row * 4 + k] * v[k]
    v[row] /= m[row * 4 + row]
  }
  return v
}
