import type { FaintColumns } from '../lattice/faint-columns'
import type { Plane } from '../lattice/spectrum'
import { median } from '../math/robust'
import { combine, length } from '../math/vector'
import type { Vector } from '../math/vector'
import type { Columns } from './columns'
import { profile } from './profile'

/** How many columns around it say how high a faint column is. */
const BESIDE = 4
/** More than this part of its height in the mean cell no faint column has. */
const MOST = 1.5

/** A faint column of one cell. */
interface Place extends Vector {
  /** In the mean cell. */
  height: number
  beside: number[]
}

/**
 * Takes a lattice's faint columns off a picture, given the heights of all others. Each is as high, against its height in the mean
 * cell, as the columns beside it are against their sublattices': it thins out with them, and is not there where the crystal ends.
 */
export function takeOff(
  faint: FaintColumns,
  { data, width, height }: Plane,
  { columns, heights }: { columns: Columns; heights: Float64Array },
): void {
  const { table } = columns
  const usual = columns.medians(heights)
  for (const { x, y, height: whole, beside } of placesOf(faint, columns)) {
    const parts = beside.map((n) => heights[n] / Math.max(usual[table.sublattice[n]], Number.MIN_VALUE))
    const own = whole * Math.min(Math.max(median(parts), 0), MOST)
    const [across, down] = [profile(x, faint.sigma, width), profile(y, faint.sigma, height)]
    for (let row = 0; row < down.length; row++) {
      const from = (down.from + row) * width + across.from
      const factor = own * down.values[row]
      for (let k = 0; k < across.length; k++) data[from + k] -= factor * across.values[k]
    }
  }
}

/** In every cell that has a column beside the place. */
function placesOf({ columns: faint }: FaintColumns, columns: Columns): Place[] {
  const { table, lattice } = columns
  return faint.flatMap(({ u, v, height }) => {
    const found = new Map<string, Place>()
    const ways = lattice.sublattices.map(({ position }) => waysTo({ u: u - position.u, v: v - position.v }, columns))
    for (let n = 0; n < table.count; n++) {
      for (const { i, j, way } of ways[table.sublattice[n]]) {
        const cell = `${table.i[n] + i},${table.j[n] + j}`
        const place = found.get(cell) ?? { x: 0, y: 0, height, beside: [] }
        const count = place.beside.push(n)
        // The mean of where the columns beside it have it.
        place.x += (table.x[n] + way.x - place.x) / count
        place.y += (table.y[n] + way.y - place.y) / count
        found.set(cell, place)
      }
    }
    return [...found.values()]
  })
}

/** From a column to the nearest faint columns of one kind, which are so many cells further. */
function waysTo({ u, v }: { u: number; v: number }, { lattice }: Columns): { i: number; j: number; way: Vector }[] {
  const ways = [-2, -1, 0, 1, 2].flatMap((i) =>
    [-2, -1, 0, 1, 2].map((j) => ({ i, j, way: combine(lattice, i + u, j + v) })),
  )
  ways.sort((p, q) => length(p.way) - length(q.way))
  const end = 1.1 * length(ways[0].way)
  return ways.filter(({ way }) => length(way) < end).slice(0, BESIDE)
}
