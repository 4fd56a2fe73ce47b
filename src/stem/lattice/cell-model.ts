import type { MeanCell } from './cell'
import { CELL } from './cell'
import type { Basis, Vector } from '../math/vector'
import { combine, length } from '../math/vector'
import { factor, solveFactored } from '../math/solve'

/** A column of the mean cell: a Gaussian over the background that all share. */
export interface CellColumn {
  /** In units of the lattice vectors. */
  u: number
  v: number
  /** In the picture's units. */
  height: number
}

/** The mean cell as columns of one width over a constant. */
export interface CellModel {
  columns: CellColumn[]
  /** σ of the columns, px. */
  sigma: number
  background: number
  /** The cell less the model, `[CELL, CELL]`. */
  residual: Float64Array
  /** Mean square of that. */
  misfit: number
}

const ROUNDS = 40
/** A round that betters the misfit by less than this part is the last. */
const SETTLED = 1e-5
/** A round leaves this part of a height at least. */
const LEAST_PART = 0.1
/** Gaussians end at so many σ. */
const CUT_OFF = 4.2

/**
 * Fits all columns of the mean cell at once, as they overlap, by Levenberg and Marquardt's least squares: places, heights, the
 * width that they share and the background. The cell repeats beyond its edges.
 */
export function fitCellModel(
  { mean }: Pick<MeanCell, 'mean'>,
  basis: Basis,
  start: readonly CellColumn[],
  sigma: number,
): CellModel {
  const count = 3 * start.length + 2
  let unknowns = Float64Array.from([...start.flatMap(({ u, v, height }) => [u, v, height]), sigma, 0])
  unknowns[count - 1] = mean.reduce((least, value) => Math.min(least, value), Infinity)
  let best = evaluate(mean, basis, unknowns)
  let damping = 1e-3
  for (let round = 0; round < ROUNDS; round++) {
    const normal = best.normal.slice()
    for (let k = 0; k < count; k++) normal[k * count + k] *= 1 + damping
    const step = best.side.slice()
    if (!factor(normal, count)) {
      damping = Math.max(1e-3, damping * 10)
      if (damping > 1e6) break
      continue
    }
    solveFactored(normal, step)
    const next = unknowns.map((value, k) => value + step[k])
    // A column stays one: no height falls below a part of what it was, and no width leaps.
    for (let k = 0; k < start.length; k++) next[3 * k + 2] = Math.max(next[3 * k + 2], LEAST_PART * unknowns[3 * k + 2])
    next[count - 2] = Math.min(Math.max(next[count - 2], 0.5 * unknowns[count - 2]), 2 * unknowns[count - 2])
    const tried = evaluate(mean, basis, next)
    if (tried.misfit < best.misfit) {
      const gain = 1 - tried.misfit / best.misfit
      ;[unknowns, best] = [next, tried]
      damping = Math.max(1e-7, damping / 6)
      if (gain < SETTLED) break
    } else {
      damping *= 8
      if (damping > 1e6) break
    }
  }
  const columns = start.map((_, k) => ({
    u: unknowns[3 * k] - Math.floor(unknowns[3 * k]),
    v: unknowns[3 * k + 1] - Math.floor(unknowns[3 * k + 1]),
    height: unknowns[3 * k + 2],
  }))
  const { residual, misfit } = best
  return { columns, sigma: unknowns[count - 2], background: unknowns[count - 1], residual, misfit }
}

/** Residual of a model, and the normal equations of a step from it. */
function evaluate(mean: Float64Array, basis: Basis, unknowns: Float64Array) {
  const count = unknowns.length
  const [normal, side] = [new Float64Array(count * count), new Float64Array(count)]
  const residual = new Float64Array(mean.length)
  const slopes = new Float64Array(count)
  const sigma = unknowns[count - 2]
  const variance = sigma * sigma
  const farthest = (CUT_OFF * sigma) ** 2
  const columns = (count - 2) / 3
  const { a, b } = basis
  const images = imagesWithin(basis, CUT_OFF * sigma)
  const [imageX, imageY] = [Float64Array.from(images, ({ x }) => x), Float64Array.from(images, ({ y }) => y)]
  let misfit = 0
  for (let at = 0; at < mean.length; at++) {
    const u = ((at % CELL) + 0.5) / CELL
    const v = (Math.floor(at / CELL) + 0.5) / CELL
    let value = unknowns[count - 1]
    slopes[count - 2] = 0
    slopes[count - 1] = 1
    for (let k = 0; k < columns; k++) {
      const height = unknowns[3 * k + 2]
      const nearU = nearest(u - unknowns[3 * k])
      const nearV = nearest(v - unknowns[3 * k + 1])
      const nearX = nearU * a.x + nearV * b.x
      const nearY = nearU * a.y + nearV * b.y
      let sum = 0
      let sumX = 0
      let sumY = 0
      let sumR2 = 0
      for (let image = 0; image < imageX.length; image++) {
        const x = nearX + imageX[image]
        const y = nearY + imageY[image]
        const r2 = x * x + y * y
        if (r2 > farthest) continue
        const g = Math.exp((-0.5 * r2) / variance)
        sum += g
        sumX += g * x
        sumY += g * y
        sumR2 += g * r2
      }
      value += height * sum
      slopes[3 * k] = (height * (sumX * a.x + sumY * a.y)) / variance
      slopes[3 * k + 1] = (height * (sumX * b.x + sumY * b.y)) / variance
      slopes[3 * k + 2] = sum
      slopes[count - 2] += (height * sumR2) / (variance * sigma)
    }
    const off = mean[at] - value
    residual[at] = off
    misfit += off * off
    for (let p = 0; p < count; p++) {
      const slope = slopes[p]
      // Most columns end before most places.
      if (slope === 0) continue
      side[p] += slope * off
      for (let q = 0; q <= p; q++) normal[p * count + q] += slope * slopes[q]
    }
  }
  return { normal, side, residual, misfit: misfit / mean.length }
}

const nearest = (difference: number) => difference - Math.round(difference)

/** From the middle cell to those of which a column may be seen in it, px. */
function imagesWithin(basis: Basis, reach: number): Vector[] {
  const found: Vector[] = []
  const most = length(basis.a) + length(basis.b)
  const cells = Math.min(6, Math.ceil(reach / Math.min(length(basis.a), length(basis.b))) + 1)
  for (let i = -cells; i <= cells; i++) {
    for (let j = -cells; j <= cells; j++) {
      const image = combine(basis, i, j)
      if (length(image) < reach + most / 2) found.push(image)
    }
  }
  return found
}
