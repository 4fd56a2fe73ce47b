import type { Column } from './find'

/** How a column of a patch differs from its prediction. */
export interface Deviation extends Column {
  /** Change of intensity as a part of the column's predicted amplitude: −1 is a column that is gone. */
  intensity: number
  /** Displacement along x and y, px. */
  dx: number
  dy: number
}

/** A column's σ after the paper's blur, the σ of the weights and the reach of the fit, in units of the spacing. */
const SIGMA = 0.231
const WEIGHT = 0.3
const REACH = 0.48

/**
 * The matched filters of one column, for its intensity and its place at once: the residual around it, [size, size], is
 * fitted by A·(a·g + dx·g·x/σ² + dy·g·y/σ²), the change of a Gaussian column A·g of width σ to first order, by least
 * squares under Gaussian weights. Near an edge the fit uses the pixels there are.
 */
export function deviation(residual: ArrayLike<number>, size: number, column: Column, spacing: number): Deviation {
  const sigma = SIGMA * spacing
  const weightExponent = -0.5 / (WEIGHT * spacing) ** 2
  const exponent = -0.5 / sigma ** 2
  const reach = REACH * spacing
  const [left, right] = [Math.max(0, Math.ceil(column.x - reach)), Math.min(size - 1, Math.floor(column.x + reach))]
  const [top, bottom] = [Math.max(0, Math.ceil(column.y - reach)), Math.min(size - 1, Math.floor(column.y + reach))]
  let [gg, gx, gy, xx, xy, yy, rg, rx, ry] = [0, 0, 0, 0, 0, 0, 0, 0, 0]
  for (let py = top; py <= bottom; py++) {
    for (let px = left; px <= right; px++) {
      const [x, y] = [px - column.x, py - column.y]
      const squared = x * x + y * y
      const weight = Math.exp(weightExponent * squared)
      const g = Math.exp(exponent * squared)
      const [bx, by] = [(g * x) / sigma ** 2, (g * y) / sigma ** 2]
      const wr = weight * residual[py * size + px]
      gg += weight * g * g
      gx += weight * g * bx
      gy += weight * g * by
      xx += weight * bx * bx
      xy += weight * bx * by
      yy += weight * by * by
      rg += wr * g
      rx += wr * bx
      ry += wr * by
    }
  }
  const [intensity, dx, dy] = solve3(gg, gx, gy, xx, xy, yy, rg, rx, ry)
  const scale = 1 / Math.max(column.amplitude, 1e-6)
  return { ...column, intensity: intensity * scale, dx: dx * scale, dy: dy * scale }
}

/** Solves the symmetric system [[a, b, c], [b, d, e], [c, e, f]] · s = [p, q, r] by its adjugate. */
function solve3(
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
  p: number,
  q: number,
  r: number,
): [number, number, number] {
  const [m00, m01, m02] = [d * f - e * e, c * e - b * f, b * e - c * d]
  const determinant = a * m00 + b * m01 + c * m02
  if (!(Math.abs(determinant) > 1e-12)) return [0, 0, 0]
  const [m11, m12, m22] = [a * f - c * c, b * c - a * e, a * d - b * b]
  return [
    (m00 * p + m01 * q + m02 * r) / determinant,
    (m01 * p + m11 * q + m12 * r) / determinant,
    (m02 * p + m12 * q + m22 * r) / determinant,
  ]
}
