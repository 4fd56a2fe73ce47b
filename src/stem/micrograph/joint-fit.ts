import type { Plane } from '../lattice/spectrum'
import { median } from '../math/robust'
import { area, length } from '../math/vector'
import type { Columns } from './columns'
import type { Shapes } from './joint-equations'
import { JointEquations } from './joint-equations'
import type { Filtered } from './matched-filter'

/** What a picture shows of every column, all of them fitted at once; px of the picture. */
export interface FittedColumns extends Filtered {
  /** 0 where the picture's edge cuts too much of the column. */
  seen: Uint8Array
  /** Standard deviation that the picture's noise alone gives the height, and height times displacement along an axis. */
  heightNoise: Float32Array
  shiftNoise: Float32Array
}

/** Points of the background's grid are apart by this many times the side of a square as large as a cell. */
const STEP = 2
/** Each time, columns are where the fit before has found them, and as wide. */
const ROUNDS = 3
/** A column of less than this part of its sublattice's height does not say where it stands. */
const PRESENT = 0.3
/** How far a column is followed, in distances to the nearest one. */
const FREEDOM = 0.4
/** Least distance from the edge, and how much the widths change in a round at most. */
const EDGE_IN_SIGMA = 2
const MOST_WIDENING = 0.15

/**
 * Height and place of every column by least squares of the whole picture: Gaussians over a smooth background, so that
 * neither a neighbour's tail nor a slope of the background counts as brightness. Linear but for the columns' places and
 * the width of each sublattice's columns, which are taken from the fit before.
 */
export function fitColumns(picture: Plane, columns: Columns): FittedColumns {
  const { table, lattice } = columns
  const centres = startingPlaces(columns)
  const widths = lattice.sublattices.map(({ width }) => width)
  const data = aboveMean(picture)
  const left = new Float32Array(data.length)
  let unknowns: Float64Array | undefined
  for (let round = 1; ; round++) {
    const shapes = { ...centres, sigma: Float64Array.from(table.sublattice, (s) => widths[s]) }
    const equations = new JointEquations(picture, shapes, STEP * Math.sqrt(area(lattice)))
    unknowns = equations.solve(equations.side(data), unknowns)
    equations.render(unknowns, left)
    for (let at = 0; at < left.length; at++) left[at] = data[at] - left[at]
    const rest = { ...picture, data: left }
    if (round === ROUNDS) return fitted(unknowns, rest, shapes, columns)
    refineWidths(widths, unknowns, rest, { shapes, columns })
    followColumns(centres, unknowns, columns)
  }
}

function aboveMean({ data }: Plane): Float32Array {
  let sum = 0
  for (const value of data) sum += value
  const mean = sum / data.length
  return data.map((value) => value - mean)
}

/** Where the lattice's own fit has found the columns, or else the lattice's places. */
function startingPlaces({ table, lattice }: Columns): { x: Float64Array; y: Float64Array } {
  const [x, y] = [table.x.slice(), table.y.slice()]
  lattice.sublattices.forEach(({ sites }, s) => {
    for (let k = 0; k < sites.count; k++) {
      if (!sites.settled[k]) continue
      x[table.start[s] + k] = sites.x[k]
      y[table.start[s] + k] = sites.y[k]
    }
  })
  return { x, y }
}

/** Moves each column by what the fit says, but for those that are hardly there. */
function followColumns({ x, y }: { x: Float64Array; y: Float64Array }, unknowns: Float64Array, columns: Columns): void {
  const { table, lattice } = columns
  lattice.sublattices.forEach((_, s) => {
    const { from, to } = columns.of(s)
    const most = FREEDOM * length(columns.offsets(s, 1)[0].way)
    const least = PRESENT * median(Float64Array.from({ length: to - from }, (_, k) => unknowns[3 * (from + k)]))
    for (let n = from; n < to; n++) {
      const height = unknowns[3 * n]
      const isThere = height > least
      const dx = isThere ? x[n] + unknowns[3 * n + 1] / height - table.x[n] : 0
      const dy = isThere ? y[n] + unknowns[3 * n + 2] / height - table.y[n] : 0
      const part = Math.min(1, most / Math.max(Math.hypot(dx, dy), 1e-9))
      x[n] = table.x[n] + part * dx
      y[n] = table.y[n] + part * dy
    }
  })
}

/** One step of Gauss and Newton for the width that the columns of each sublattice share, from what the fit has left of the picture. */
function refineWidths(
  widths: number[],
  unknowns: Float64Array,
  { data, width, height }: Plane,
  { shapes: { x, y }, columns }: { shapes: Shapes; columns: Columns },
): void {
  widths.forEach((sigma, s) => {
    const reach = EDGE_IN_SIGMA * sigma
    let [product, square] = [0, 0]
    const { from, to } = columns.of(s)
    for (let n = from; n < to; n++) {
      if (x[n] < reach || y[n] < reach || x[n] > width - 1 - reach || y[n] > height - 1 - reach) continue
      let sum = 0
      for (let row = Math.ceil(y[n] - reach); row <= y[n] + reach; row++) {
        for (let column = Math.ceil(x[n] - reach); column <= x[n] + reach; column++) {
          const r2 = ((row - y[n]) ** 2 + (column - x[n]) ** 2) / sigma ** 2
          sum += Math.exp(-0.5 * r2) * r2 * data[row * width + column]
        }
      }
      product += sum * unknowns[3 * n]
      // Of the slope by ln σ, ∫ (g r²/σ²)² = 2πσ², half is what a change of height does as well.
      square += Math.PI * sigma ** 2 * unknowns[3 * n] ** 2
    }
    const change = square > 0 ? product / square : 0
    widths[s] *= 1 + Math.min(Math.max(change, -MOST_WIDENING), MOST_WIDENING)
  })
}

/** The last round's unknowns as heights and displacements from the lattice's places, and what noise does to them. */
function fitted(unknowns: Float64Array, rest: Plane, { x, y, sigma }: Shapes, { table, count }: Columns): FittedColumns {
  const room = (): Float32Array => new Float32Array(count)
  const out = { height: room(), dx: room(), dy: room(), heightNoise: room(), shiftNoise: room(), seen: new Uint8Array(count) }
  for (let n = 0; n < count; n++) {
    const height = unknowns[3 * n]
    out.height[n] = height
    out.dx[n] = unknowns[3 * n + 1] + height * (x[n] - table.x[n])
    out.dy[n] = unknowns[3 * n + 2] + height * (y[n] - table.y[n])
    const noise = noiseAround(rest, x[n], y[n], EDGE_IN_SIGMA * sigma[n])
    // ∫ g² = πσ², and of a slope π/2.
    out.heightNoise[n] = noise / (Math.sqrt(Math.PI) * sigma[n])
    out.shiftNoise[n] = noise / Math.sqrt(Math.PI / 2)
    const edge = Math.min(table.x[n], table.y[n], rest.width - 1 - table.x[n], rest.height - 1 - table.y[n])
    out.seen[n] = edge >= EDGE_IN_SIGMA * sigma[n] ? 1 : 0
  }
  return out
}

/** Standard deviation of the pixels around a place that the fit has left. */
function noiseAround({ data, width, height }: Plane, x: number, y: number, reach: number): number {
  let [sum, count] = [0, 0]
  for (let row = Math.max(0, Math.ceil(y - reach)); row <= Math.min(height - 1, y + reach); row++) {
    for (let column = Math.max(0, Math.ceil(x - reach)); column <= Math.min(width - 1, x + reach); column++) {
      sum += data[row * width + column] ** 2
      count++
    }
  }
  return Math.sqrt(sum / Math.max(1, count))
}
