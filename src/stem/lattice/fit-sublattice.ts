import type { Mask } from '../clean/picture'
import { fitColumn } from './columns'
import { crystalFrom, displacementAt, displacementsAround, qualityAt } from './displacement-field'
import type { Basis } from '../math/vector'
import type { Vector } from '../math/vector'
import { frame } from '../math/affine'
import { GaussianFit } from '../math/gaussian-fit'
import { ZERO, norm, plus } from '../math/vector'
import type { Sites } from './lattice'
import type { CellSite } from './sites'
import type { Plane } from './spectrum'
import type { DisplacementField } from './displacement-field'

/** Part of the distance to the nearest column that a fit looks at, and that it may move by. */
export const REACH = 0.55
const FREEDOM = 0.32
/** And not beyond so many σ: there it sees others' tails. */
export const REACH_IN_SIGMA = 2.2

/** Further than this, in steps of the displacement's grid, a place is not where it was a round before. */
const JUMP = 0.3

/** What is known of a sublattice before its columns are fitted, px. */
interface Expected {
  sigma: number
  /** Distance to the nearest column of any kind. */
  nearest: number
}

/** A picture, of which some pixels may show no specimen. */
export interface MaskedPlane extends Plane {
  mask: Mask
}

/** Everything in pixels of the picture itself. */
export interface Tracked {
  basis: Basis
  displacement: DisplacementField
}

/**
 * Fits one column in every cell in which the lattice is seen and the column's place lies in the picture;
 * displacements are from the tracked lattice.
 */
export function fitSublattice(
  picture: MaskedPlane,
  { basis, displacement }: Tracked,
  site: CellSite,
  { sigma, nearest }: Expected,
): Sites {
  const reach = Math.max(2, Math.min(REACH * nearest, REACH_IN_SIGMA * sigma))
  const places = expectedPlaces(picture, basis, displacement, site).filter((at) => isWhole(picture, at, reach))
  const options = { sigma, reach, freedom: FREEDOM * nearest }
  const sites = emptySites(places.length)
  const equations = new GaussianFit(1)
  places.forEach(({ i, j, x, y }, n) => {
    const fit = fitColumn(picture, { x, y }, options, equations)
    sites.i[n] = i
    sites.j[n] = j
    sites.x[n] = fit.x
    sites.y[n] = fit.y
    sites.dx[n] = fit.x - x
    sites.dy[n] = fit.y - y
    sites.intensity[n] = fit.intensity
    sites.background[n] = fit.background
    sites.settled[n] = fit.settled ? 1 : 0
  })
  return sites
}

/** Whether nothing within reach of a place is masked. */
export function isWhole({ mask, width, height }: MaskedPlane, at: Vector, reach: number): boolean {
  if (!mask) return true
  const [left, right] = [Math.max(0, Math.floor(at.x - reach)), Math.min(width - 1, Math.ceil(at.x + reach))]
  const [top, bottom] = [Math.max(0, Math.floor(at.y - reach)), Math.min(height - 1, Math.ceil(at.y + reach))]
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      if (mask[y * width + x] && norm(x - at.x, y - at.y) <= reach) return false
    }
  }
  return true
}

function emptySites(count: number): Sites {
  return {
    count,
    i: new Int32Array(count),
    j: new Int32Array(count),
    x: new Float64Array(count),
    y: new Float64Array(count),
    dx: new Float32Array(count),
    dy: new Float32Array(count),
    intensity: new Float32Array(count),
    background: new Float32Array(count),
    settled: new Uint8Array(count),
  }
}

function expectedPlaces({ width, height }: Plane, basis: Basis, displacement: DisplacementField, { u, v }: CellSite) {
  const { place, coordinates } = frame(ZERO, basis)
  const found: ({ i: number; j: number } & Vector)[] = []
  const least = crystalFrom(displacement)
  const [low, high] = indexBounds(width, height, displacement, coordinates)
  for (let j = low.y; j <= high.y; j++) {
    for (let i = low.x; i <= high.x; i++) {
      for (const at of displaced(place(i + u, j + v), displacement)) {
        if (at.x < 0 || at.y < 0 || at.x > width - 1 || at.y > height - 1) continue
        if (qualityAt(displacement, at.x, at.y) >= least) found.push({ i, j, x: at.x, y: at.y })
      }
    }
  }
  return found
}

const ROUNDS = 4

/**
 * Where the crystal has a place of the reference lattice: r with r − u(r) = place. That is one place; beside the jump behind a
 * dislocation there may be one on either side of it, or none.
 */
function displaced(ideal: Vector, displacement: DisplacementField): Vector[] {
  let at = ideal
  let before = at
  for (let round = 0; round < ROUNDS; round++) {
    before = at
    at = plus(ideal, displacementAt(displacement, at.x, at.y))
  }
  const { step } = displacement.grid
  const most = JUMP * Math.max(step.x, step.y)
  if (distance(at, before) > most) return []
  for (const way of displacementsAround(displacement, at)) {
    const beyond = plus(ideal, way)
    if (distance(beyond, at) <= most) continue
    const other = plus(ideal, displacementAt(displacement, beyond.x, beyond.y))
    return distance(other, beyond) > most || distance(other, at) <= most ? [at] : [at, other]
  }
  return [at]
}

function distance(p: Vector, q: Vector): number {
  return norm(p.x - q.x, p.y - q.y)
}

/** Cells of all points of the grid, and one around them. */
function indexBounds(
  width: number,
  height: number,
  displacement: DisplacementField,
  coordinates: (x: number, y: number) => Vector,
): [Vector, Vector] {
  const [low, high] = [
    { x: Infinity, y: Infinity },
    { x: -Infinity, y: -Infinity },
  ]
  const { grid } = displacement
  for (let row = 0; row <= grid.rows; row++) {
    for (let column = 0; column <= grid.columns; column++) {
      const x = (column / grid.columns) * width
      const y = (row / grid.rows) * height
      const u = displacementAt(displacement, x, y)
      const cell = coordinates(x - u.x, y - u.y)
      low.x = Math.min(low.x, Math.floor(cell.x) - 1)
      low.y = Math.min(low.y, Math.floor(cell.y) - 1)
      high.x = Math.max(high.x, Math.ceil(cell.x) + 1)
      high.y = Math.max(high.y, Math.ceil(cell.y) + 1)
    }
  }
  return [low, high]
}
