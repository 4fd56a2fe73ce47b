import { connected } from '../math/connected'
import { crystalFrom } from '../lattice/displacement-field'
import { nearestPoint } from '../lattice/grid'
import type { Vector } from '../math/vector'
import { area, combine, ZERO } from '../math/vector'
import { frame } from '../math/affine'
import { neighbours } from '../lattice/grid'
import type { Distortion, Lattice } from '../lattice/lattice'
import type { Plane } from '../lattice/spectrum'
import { median } from '../math/robust'
import type { Columns } from './columns'
import type { Region } from './regions'
import { boxOf } from './regions'

/** Areas smaller than so many cells are no regions. */
const LEAST_CELLS = 4
/** Vacuum is darker than this part of the way from the darkest level to the crystal's mean. */
const DARK = 0.25

/**
 * Parts of the micrograph in which no lattice is seen, or in which `hole` marks missing columns: `vacuum` where it is dark, `boundary`
 * where it goes on translated on the other side, else `other`.
 */
export function unseenRegions(
  { lattice, table: places }: Columns,
  picture: Plane,
  pedestal: number,
  hole: Uint8Array,
): Region[] {
  const grid = lattice.distortion
  const { quality, step } = grid
  const least = crystalFrom({ quality })
  const lacking = new Uint32Array(quality.length)
  hole.forEach((is, n) => {
    if (is) lacking[nearestPoint(grid, places.x[n], places.y[n])]++
  })
  const [dark, lit] = [pedestal, crystalLevel(lattice)]
  const around = (at: number) => neighbours(at, grid)
  return connected(quality.length, (at) => quality[at] < least || lacking[at] > 0, around).flatMap((points) => {
    const size = points.length * step.x * step.y
    if (size < LEAST_CELLS * area(lattice)) return []
    const at = points.map((point) => placeOf(grid, point))
    const level = at.reduce((sum, { x, y }) => sum + meanAround(picture, { x, y }, step), 0) / points.length
    const isDark = level < dark + DARK * (lit - dark)
    const translation = isDark ? null : translationAcross(lattice, points, around)
    const region: Region = {
      kind: isDark ? 'vacuum' : translation ? 'boundary' : 'other',
      phase: null,
      area: size,
      box: boxOf(at, { x: step.x / 2, y: step.y / 2 }),
      columns: points.reduce((sum, point) => sum + lacking[point], 0),
      displacement: [],
      translation,
      burgers: null,
    }
    return [region]
  })
}

/** By which the crystal beyond a group of points is translated, less whole cells; null where it is not. */
function translationAcross(
  lattice: Lattice,
  points: readonly number[],
  around: (at: number) => number[],
): Vector | null {
  const { dx, dy, domain, quality } = lattice.distortion
  const least = crystalFrom({ quality })
  const beside = [...new Set(points.flatMap(around))].filter((at) => quality[at] >= least)
  const [first, second] = [...new Set(beside.map((at) => domain[at]))].sort((p, q) => p - q)
  if (second === undefined) return null
  const mean = (values: Float32Array, of: number) => {
    const own = beside.filter((at) => domain[at] === of)
    return own.reduce((sum, at) => sum + values[at], 0) / own.length
  }
  const { coordinates } = frame(ZERO, lattice)
  const cells = coordinates(mean(dx, second) - mean(dx, first), mean(dy, second) - mean(dy, first))
  return combine(lattice, cells.x - Math.round(cells.x), cells.y - Math.round(cells.y))
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
