import { connected } from '../math/connected'
import { crystalFrom, isSameBranch } from '../lattice/displacement-field'
import { nearestPoint } from '../lattice/grid'
import type { Vector } from '../math/vector'
import { area, length, remainder } from '../math/vector'
import { deepWithin, neighbours } from '../lattice/grid'
import { isCrystal } from '../lattice/grains'
import type { Distortion, Lattice } from '../lattice/lattice'
import { MASKED } from '../lattice/strain'
import type { Plane } from '../lattice/spectrum'
import { median } from '../math/robust'
import type { JudgedGrain } from './grains'
import type { Region } from './regions'
import { boxOf } from './regions'

/** Areas smaller than so many cells are no regions. */
const LEAST_CELLS = 4
/** Vacuum is darker than this part of the way from the darkest level to the crystal's mean. */
const DARK = 0.25

/** Points of the grid between two grains are no further from either than so many steps. */
const BETWEEN = 2
/** Parts that are translated against each other by less than this part of a cell are one. */
const LEAST_TRANSLATION = 0.1
/** A seam has less than this part of its points deep in its middle. */
const NARROW = 0.15
/** The owner of a point at which no lattice is seen, and of one that the picture does not show. */
const NOBODY = -1
const NO_PICTURE = -2

/**
 * Parts of the micrograph that are none of the first lattice: every other `grain`; `boundary` what lies between two grains, or where the
 * lattice goes on translated on the other side; and where no lattice is seen, or columns are missing side by side (`hole`), `vacuum`
 * if it is dark, else `other`.
 */
export function unseenRegions(
  lattice: Lattice,
  picture: Plane,
  { pedestal, grains }: { pedestal: number; grains: readonly Pick<JudgedGrain, 'columns' | 'hole'>[] },
): Region[] {
  const grid = lattice.distortion
  const { quality, step } = grid
  const lacking = new Uint32Array(quality.length)
  for (const { columns, hole } of grains) {
    hole.forEach((is, n) => {
      if (is) lacking[nearestPoint(grid, columns.x[n], columns.y[n])]++
    })
  }
  const owner = ownersOf(lattice, lacking)
  const around = (at: number) => neighbours(at, grid)
  const isBetween = betweenGrains(owner, grid)
  const regionOf = (kind: Region['kind'], points: readonly number[], columns: number): Region => ({
    kind,
    phase: null,
    area: points.length * step.x * step.y,
    box: boxOf(
      points.map((point) => placeOf(grid, point)),
      { x: step.x / 2, y: step.y / 2 },
    ),
    columns,
    displacement: [],
    translation: null,
    burgers: null,
  })
  const isLarge = (points: readonly number[]) => points.length * step.x * step.y >= LEAST_CELLS * area(lattice)
  const others = lattice.grains.flatMap((_, k): Region[] => {
    const points = Array.from(owner.keys()).filter((at) => owner[at] === k + 1)
    return points.length > 0 ? [regionOf('grain', points, grains[k + 1].columns.count)] : []
  })
  const between = connected(quality.length, isBetween, around)
    .filter(isLarge)
    .map((points) => regionOf('boundary', points, 0))
  const [dark, lit] = [pedestal, crystalLevel(lattice)]
  const isUnseen = (at: number) => owner[at] === NOBODY && !isBetween(at)
  const unseen = connected(quality.length, isUnseen, around)
    .filter(isLarge)
    .map((points): Region => {
      const at = points.map((point) => placeOf(grid, point))
      const level = at.reduce((sum, place) => sum + meanAround(picture, place, step), 0) / points.length
      const isDark = level < dark + DARK * (lit - dark)
      const isSeam = isNarrow(points, grid)
      const translation = isDark ? null : translationAcross(lattice, points, { isSeam, around })
      const kind = isDark ? 'vacuum' : translation ? 'boundary' : 'other'
      const columns = points.reduce((sum, point) => sum + lacking[point], 0)
      return { ...regionOf(kind, points, columns), translation }
    })
  return [...others, ...between, ...unseen]
}

/** Whose each point of the first lattice's grid is: 0 where that is seen, 1, 2 … where a grain is; nobody's where columns are `lacking`. */
function ownersOf(lattice: Lattice, lacking: Uint32Array): Int8Array {
  const grid = lattice.distortion
  const least = crystalFrom(grid)
  return Int8Array.from(grid.quality, (own, at) => {
    const grain = lattice.grains.findIndex((other) => own < least && isCrystal(other, placeOf(grid, at)))
    if (grain >= 0) return grain + 1
    if (grid.domain[at] === MASKED) return NO_PICTURE
    return own < least || lacking[at] > 0 ? NOBODY : 0
  })
}

/** Whether hardly any of the points lies deep in the middle of the others. */
function isNarrow(points: readonly number[], grid: Distortion): boolean {
  return deepWithin(points, grid).length < NARROW * points.length
}

/** Whether a point lies between two grains: it is nobody's and near to both, or in a seam between them, or a grain's and beside another one's. */
function betweenGrains(owner: Int8Array, grid: Distortion): (at: number) => boolean {
  const { columns, rows } = grid
  const ownersWithin = (at: number, reach: number) => {
    const [column, row] = [at % columns, Math.floor(at / columns)]
    const owners = new Set<number>()
    for (let v = Math.max(0, row - reach); v <= Math.min(rows - 1, row + reach); v++) {
      for (let u = Math.max(0, column - reach); u <= Math.min(columns - 1, column + reach); u++) {
        if (owner[v * columns + u] >= 0) owners.add(owner[v * columns + u])
      }
    }
    return owners.size
  }
  if (owner.every((own) => own <= 0)) return () => false
  const around = (at: number) => neighbours(at, grid)
  const seams = connected(owner.length, (at) => owner[at] === NOBODY, around).filter((points) => {
    const beside = new Set(points.flatMap(around).map((at) => owner[at]))
    return [...beside].filter((own) => own >= 0).length > 1 && isNarrow(points, grid)
  })
  const isSeam = new Set(seams.flat())
  return (at) =>
    owner[at] === NOBODY ? isSeam.has(at) || ownersWithin(at, BETWEEN) > 1 : owner[at] > 0 && ownersWithin(at, 1) > 1
}

/** By which the crystal beyond a group of points is translated, less whole cells; null where it is not. */
function translationAcross(
  lattice: Lattice,
  points: readonly number[],
  { isSeam, around }: { isSeam: boolean; around: (at: number) => number[] },
): Vector | null {
  const grid = lattice.distortion
  const { dx, dy, domain, quality } = grid
  const least = crystalFrom({ quality })
  const beside = [...new Set(points.flatMap(around))].filter((at) => quality[at] >= least)
  const domains = [...new Set(beside.map((at) => domain[at]))].sort((p, q) => p - q)
  const sides =
    domains.length > 1
      ? domains.map((own) => beside.filter((at) => domain[at] === own))
      : isSeam
        ? sidesOf(beside, lattice, around)
        : []
  if (sides.length < 2) return null
  const mean = (values: Float32Array, side: readonly number[]) =>
    side.reduce((sum, at) => sum + values[at], 0) / side.length
  const [first, second] = sides
  const way = { x: mean(dx, second) - mean(dx, first), y: mean(dy, second) - mean(dy, first) }
  const translation = remainder(way, lattice)
  return domains.length > 1 || length(translation) > LEAST_TRANSLATION * Math.sqrt(area(lattice)) ? translation : null
}

/** The two sides of a seam in one domain: the largest groups of the points beside it, each without a jump. */
function sidesOf(beside: readonly number[], { distortion }: Lattice, around: (at: number) => number[]): number[][] {
  const { dx, dy } = distortion
  const place = new Map(beside.map((at, k) => [at, k]))
  const near = (k: number) =>
    around(beside[k]).flatMap((at) => {
      const other = place.get(at)
      return other !== undefined && isSameBranch({ grid: distortion, x: dx, y: dy }, beside[k], at) ? [other] : []
    })
  const groups = connected(beside.length, () => true, near).sort((p, q) => q.length - p.length)
  return groups.slice(0, 2).map((group) => group.map((k) => beside[k]))
}

function placeOf({ columns, origin, step }: Distortion, at: number): Vector {
  return { x: origin.x + (at % columns) * step.x, y: origin.y + Math.floor(at / columns) * step.y }
}

/** Mean of the pixels around a point of the lattice's grid. */
function meanAround({ data, width, height }: Plane, { x, y }: Vector, step: Vector): number {
  let [sum, count] = [0, 0]
  for (let row = Math.max(0, Math.round(y - step.y / 2)); row <= Math.min(height - 1, y + step.y / 2); row++) {
    for (
      let column = Math.max(0, Math.round(x - step.x / 2));
      column <= Math.min(width - 1, x + step.x / 2);
      column++
    ) {
      sum += data[row * width + column]
      count++
    }
  }
  return sum / Math.max(count, 1)
}

/** Mean level of the crystal: between its columns, and what these add. */
function crystalLevel(lattice: Lattice): number {
  return lattice.sublattices.reduce((level, { sites, intensity, width }, s) => {
    const between = s === 0 ? median(sites.background) : 0
    return level + between + (intensity * 2 * Math.PI * width ** 2) / area(lattice)
  }, 0)
}
