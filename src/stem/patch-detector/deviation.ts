import { factor, solveFactored } from '../math/solve'
import type { Column } from '../patch/columns'

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

const ROUNDS = 3
/** A column weaker than this part of itself, or displaced further than this (in spacings), has no place to refine. */
const FAINT = 0.3
const GONE = 0.4

/** Height, as a part of the predicted one, and displacement of a column, px. */
interface Fit {
  height: number
  dx: number
  dy: number
}

/**
 * The matched filters of one column, for its intensity and its place at once: the residual around it, [size, size], is
 * fitted by the change A·((1 + a)·g(r − d) − g(r)) of a Gaussian column A·g of width σ, by least squares under Gaussian
 * weights. To first order in a and d at once, then again from where that led (Gauss and Newton), as large displacements
 * need. Near an edge the fit uses the pixels there are.
 */
export function deviation(residual: ArrayLike<number>, size: number, column: Column, spacing: number): Deviation {
  const image = { residual, size }
  let fit: Fit = { height: 1, dx: 0, dy: 0 }
  for (let round = 0; round < ROUNDS; round++) {
    const next = refined(image, column, spacing, fit)
    const lost = next.height < FAINT || Math.hypot(next.dx, next.dy) > GONE * spacing
    if (round === 0 || !lost) fit = next
    if (lost) break
  }
  return { ...column, intensity: fit.height - 1, dx: fit.dx, dy: fit.dy }
}

/** One step on from a fit. */
function refined(
  { residual, size }: { residual: ArrayLike<number>; size: number },
  column: Column,
  spacing: number,
  fit: Fit,
): Fit {
  const sigma = SIGMA * spacing
  const weightExponent = -0.5 / (WEIGHT * spacing) ** 2
  const exponent = -0.5 / sigma ** 2
  const reach = REACH * spacing
  const amplitude = Math.max(column.amplitude, 1e-6)
  const [left, right] = [Math.max(0, Math.ceil(column.x - reach)), Math.min(size - 1, Math.floor(column.x + reach))]
  const [top, bottom] = [Math.max(0, Math.ceil(column.y - reach)), Math.min(size - 1, Math.floor(column.y + reach))]
  let [gg, gx, gy, xx, xy, yy, rg, rx, ry] = [0, 0, 0, 0, 0, 0, 0, 0, 0]
  for (let py = top; py <= bottom; py++) {
    for (let px = left; px <= right; px++) {
      const [x0, y0] = [px - column.x, py - column.y]
      const squared = x0 * x0 + y0 * y0
      const weight = Math.exp(weightExponent * squared)
      const [x, y] = [x0 - fit.dx, y0 - fit.dy]
      const g = Math.exp(exponent * (x * x + y * y))
      const [bx, by] = [(g * x) / sigma ** 2, (g * y) / sigma ** 2]
      const unexplained = residual[py * size + px] / amplitude + Math.exp(exponent * squared) - fit.height * g
      const wr = weight * unexplained
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
  const normal = Float64Array.of(gg, 0, 0, gx, xx, 0, gy, xy, yy)
  // Where the pixels are too few to tell, the fit stays as it is.
  if (!factor(normal, 3)) return fit
  const step = Float64Array.of(rg, rx, ry)
  solveFactored(normal, step)
  const [height, moveX, moveY] = step
  return { height: fit.height + height, dx: fit.dx + moveX / fit.height, dy: fit.dy + moveY / fit.height }
}
