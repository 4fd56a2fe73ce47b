import { norm } from '../math/vector'
import { GaussianFit } from '../math/gaussian-fit'
import type { Vector } from '../math/vector'
import type { Plane } from './spectrum'

/** What is fitted to one column: a Gaussian of known width over a constant. */
export interface ColumnFit extends Vector {
  /** Height above the background, in the picture's units. */
  intensity: number
  background: number
  /** False where the fit failed: the column then stays where the lattice has it. */
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

const ROUNDS = 6
/** A step of less than this is the last, px. */
const SETTLED = 0.002

/**
 * Fits height, background and position by Gauss and Newton, the width being the sublattice's. A fit that leaves the picture is
 * not believed either.
 */
export function fitColumn(
  plane: Plane,
  expected: Vector,
  { sigma, reach, freedom }: FitOptions,
  fit = new GaussianFit(1),
): ColumnFit {
  const { data, width, height } = plane
  const images = { top: 0, width, pixels: [data] }
  const disc = {
    x: expected.x,
    y: expected.y,
    reach,
    left: Math.max(0, Math.ceil(expected.x - reach)),
    right: Math.min(width - 1, Math.floor(expected.x + reach)),
    top: Math.max(0, Math.ceil(expected.y - reach)),
    bottom: Math.min(height - 1, Math.floor(expected.y + reach)),
  }
  const shape = { x: expected.x, y: expected.y, sigma }
  for (let round = 1; round <= ROUNDS; round++) {
    fit.sum(images, disc, shape)
    if (!fit.solve()) break
    const unknowns = fit.sides[0]
    const intensity = unknowns[0]
    const stepX = unknowns[1] / intensity
    const stepY = unknowns[2] / intensity
    const size = norm(stepX, stepY)
    if (!Number.isFinite(size) || intensity <= 0) break
    const limit = Math.min(1, (0.5 * sigma) / size)
    const x = (shape.x += limit * stepX)
    const y = (shape.y += limit * stepY)
    const outside = x < 0 || y < 0 || x > width - 1 || y > height - 1
    if (outside || norm(x - expected.x, y - expected.y) > freedom) break
    if (round === ROUNDS || size < SETTLED) return { x, y, intensity, background: unknowns[3], settled: true }
  }
  fit.sum(images, disc, { ...expected, sigma })
  const still = fit.still(0)
  return { ...expected, intensity: still.height, background: still.constant, settled: false }
}
