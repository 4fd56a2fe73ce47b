import type { Vector } from '../math/vector'
import { bilinear } from '../math/interpolate'
import { quantile } from '../math/quantile'
import type { Grid } from './grid'
import { axesOf, nearestPoint, neighbours } from './grid'
import { windowCentres } from './lock-in'
import type { Plane } from './spectrum'

/** The lattice's displacement at each point of a grid, px. */
export interface DisplacementField {
  grid: Grid
  x: Float32Array
  y: Float32Array
  /** How well the motif agrees there, −1 … 1. */
  quality: Float32Array
  /** Part of the crystal to which it belongs: 0 is the largest, others are translated against it. */
  domain: Uint8Array
}

type Displacements = Pick<DisplacementField, 'grid' | 'x' | 'y'>

/** Points that differ by more, in steps of the grid, have followed the lattice round different sides of a dislocation. */
const OTHER_BRANCH = 0.35

/** Whether the lattice goes on from one point of the grid to another beside it without a jump. */
export function isSameBranch({ grid: { step }, x, y }: Displacements, one: number, other: number): boolean {
  const most = OTHER_BRANCH * Math.max(step.x, step.y)
  const alongX = x[other] - x[one]
  const alongY = y[other] - y[one]
  return alongX * alongX + alongY * alongY < most * most
}

/**
 * The displacement at any place, between the points of its grid; beyond the outermost points, half a step, straight on. Where
 * the points around lie on both sides of a jump, that of the nearest.
 */
export function displacementAt(field: Displacements, px: number, py: number): Vector {
  const { grid, x, y } = field
  const u = Math.max(-0.5, Math.min(grid.columns - 0.5, (px - grid.origin.x) / grid.step.x))
  const v = Math.max(-0.5, Math.min(grid.rows - 0.5, (py - grid.origin.y) / grid.step.y))
  const near = nearestPoint(grid, px, py)
  if (isOneBranch(field, near, u, v)) return { x: bilinear(x, grid, u, v), y: bilinear(y, grid, u, v) }
  return { x: x[near], y: y[near] }
}

/** The displacements of the points near a place, one of each branch. */
export function displacementsAround(field: Displacements, { x: px, y: py }: Vector): Vector[] {
  const { grid, x, y } = field
  const near = nearestPoint(grid, px, py)
  const own = { x: x[near], y: y[near] }
  const other = neighbours(near, grid).find((at) => !isSameBranch(field, near, at))
  return other === undefined ? [own] : [own, { x: x[other], y: y[other] }]
}

/** Whether the lattice goes on from the nearest point to all four that a place (u, v), in steps of the grid, lies between. */
function isOneBranch(field: Displacements, near: number, u: number, v: number): boolean {
  const { columns, rows } = field.grid
  const left = Math.max(0, Math.min(Math.floor(u), columns - 2))
  const at = Math.max(0, Math.min(Math.floor(v), rows - 2)) * columns + left
  const below = at + columns
  return (
    isSameBranch(field, near, at) &&
    isSameBranch(field, near, at + 1) &&
    isSameBranch(field, near, below) &&
    isSameBranch(field, near, below + 1)
  )
}

/** How well the lattice must be seen at a place for the place to be crystal, as a part of the square of a good place's quality. */
const LEAST_PART = 0.75

/** The quality from which on a place counts as crystal: less where noise hides the lattice everywhere. */
export function crystalFrom({ quality }: Pick<DisplacementField, 'quality'>): number {
  return LEAST_PART * goodQuality({ quality }) ** 2
}

/** The quality that good places have: the upper quartile. */
export function goodQuality({ quality }: Pick<DisplacementField, 'quality'>): number {
  return quantile(quality.slice().sort(), 0.75)
}

/** The quality of the nearest point of the grid. */
export function qualityAt(
  { grid, quality }: Pick<DisplacementField, 'grid' | 'quality'>,
  px: number,
  py: number,
): number {
  return quality[nearestPoint(grid, px, py)]
}

/** Whether a place belongs to the part of the crystal that no other is translated against. */
export function isFirstDomain(
  { grid, domain }: Pick<DisplacementField, 'grid' | 'domain'>,
  px: number,
  py: number,
): boolean {
  return domain[nearestPoint(grid, px, py)] === 0
}

/**
 * What was measured under windows of σ px, at the points themselves: a window that the picture's edge cuts has seen what
 * lies further in, and the point's own displacement follows from the slope towards its inner neighbour.
 */
export function atGridPoints(measured: DisplacementField, picture: Plane, sigma: number): DisplacementField {
  const { grid } = measured
  const axes = axesOf(picture, grid)
  const [centresX, centresY] = [windowCentres(axes.x, sigma), windowCentres(axes.y, sigma)]
  const corrected = (values: Float32Array) => {
    const across = values.map((value, at) => {
      const column = at % grid.columns
      const inner = column < grid.columns / 2 ? 1 : -1
      const off = grid.origin.x + column * grid.step.x - centresX[column]
      return value + (off * (values[at + inner] - value)) / (centresX[column + inner] - centresX[column])
    })
    return across.map((value, at) => {
      const row = Math.floor(at / grid.columns)
      const inner = row < grid.rows / 2 ? 1 : -1
      const off = grid.origin.y + row * grid.step.y - centresY[row]
      return value + (off * (across[at + inner * grid.columns] - value)) / (centresY[row + inner] - centresY[row])
    })
  }
  return { ...measured, x: corrected(measured.x), y: corrected(measured.y) }
}
