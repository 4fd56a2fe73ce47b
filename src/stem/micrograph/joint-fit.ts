import { findFaintColumns } from '../lattice/faint-columns'
import type { Plane } from '../lattice/spectrum'
import { gaussianRow } from '../math/gaussian-row'
import { median, medianInPlace, spreadAbout } from '../math/robust'
import { area, length } from '../math/vector'
import type { Vector } from '../math/vector'
import { findAstray } from './astray'
import type { Columns } from './columns'
import { takeOff } from './faint-picture'
import type { Shapes } from './joint-equations'
import { JointEquations } from './joint-equations'
import { pairsWithin } from '../math/pairs'
import type { Filtered } from './matched-filter'

/** What a picture shows of every column, all of them fitted at once; px of the picture. */
export interface FittedColumns extends Filtered {
  /** 0 where the picture's edge cuts too much of the column. */
  seen: Uint8Array
  /** Standard deviation that the picture's noise alone gives the height, and height times displacement along an axis. */
  heightNoise: Float32Array
  shiftNoise: Float32Array
}

/** The whole fit of a picture, of which the columns are the larger part. */
export interface JointFit extends FittedColumns {
  /** σ of each sublattice's columns, px. */
  widths: readonly number[]
  /** Columns beside the table's, just outside the picture for the most part, as they were fitted. */
  beside: readonly Gaussian[]
  /** Levels of the background, at points so many px apart, about. */
  ground: { levels: Float64Array; step: number }
}

/** A column as it is drawn: where, how high and how wide, px and the picture's units. */
export interface Gaussian extends Vector {
  height: number
  sigma: number
}

/** Points of the background's grid are apart by this many times the side of a square as large as a cell. */
const STEP = 1
/** Each time, columns are where the fit before has found them, and as wide. */
const ROUNDS = 4
/** A column of less than this part of its sublattice's height does not say where it stands. */
export const PRESENT = 0.3
/** How far a column is followed, in distances to the nearest one. */
const FREEDOM = 0.4
/** A displacement of less than so many standard deviations of the noise, and of what columns of its kind around have, is not followed. */
const SURE = 4
const AROUND = 24
/** One of less than so many σ of the column is followed if it is no noise: it puts no column in another's place, and height is lost by what is left of it. */
const SMALL = 0.25
/** Median of the length of a vector whose two components are normal with a standard deviation of 1. */
const RAYLEIGH_MEDIAN = Math.sqrt(2 * Math.LN2)
/** Neighbours by which columns that the table lacks are known, how far outside the picture they matter, and in spacings from others. */
const BESIDE = 8
const BEYOND_IN_SIGMA = 2.5
const TOO_NEAR = 0.5
/** Least distance from the edge, and how much the widths change in a round at most. */
const EDGE_IN_SIGMA = 2
const MOST_WIDENING = 0.15

/**
 * Height and place of every column by least squares of the whole picture: Gaussians over a smooth background, so that
 * neither a neighbour's tail nor a slope of the background counts as brightness. Linear but for the columns' places and
 * the width of each sublattice's columns, and for the faint columns beside them, which are taken from the fit before. `between`:
 * interstitials, which are fitted as well, so that they do not raise the ground under their neighbours.
 */
export function fitColumns(picture: Plane, columns: Columns, between: readonly Vector[] = []): JointFit {
  const { table, lattice } = columns
  const beside = besideTheTable(picture, columns)
  const beyond = [...beside, ...between.map(({ x, y }) => ({ x, y, sublattice: 0 }))]
  const centres = {
    x: Float64Array.from([...table.x, ...beyond.map(({ x }) => x)]),
    y: Float64Array.from([...table.y, ...beyond.map(({ y }) => y)]),
  }
  const kinds = [...table.sublattice, ...beyond.map(({ sublattice }) => sublattice)]
  const widths = lattice.sublattices.map(({ width }) => width)
  const mean = meanOf(picture)
  const data = picture.data.map((value) => value - mean)
  const step = STEP * Math.sqrt(area(lattice))
  const faint = findFaintColumns(picture, lattice)
  const left = new Float32Array(data.length)
  let unknowns: Float64Array | undefined
  let stiffness: Float64Array | undefined
  for (let round = 1; ; round++) {
    const shapes = { ...centres, sigma: Float64Array.from(kinds, (s) => widths[s]) }
    const equations = new JointEquations(picture, shapes, step)
    if (stiffness) equations.stiffen(stiffness)
    unknowns = equations.solve(equations.side(data), unknowns)
    equations.render(unknowns, left)
    for (let at = 0; at < left.length; at++) left[at] = data[at] - left[at]
    const rest = { ...picture, data: left }
    if (round === ROUNDS) {
      const levels = unknowns.subarray(3 * kinds.length).map((level) => level + mean)
      const outside = gaussians(unknowns, shapes, { from: columns.count, count: beside.length })
      return { ...fitted(unknowns, rest, shapes, columns), widths, beside: outside, ground: { levels, step } }
    }
    stiffness = stiffnessOf(equations.bends(unknowns), rms(left))
    refineWidths(widths, unknowns, rest, { shapes, columns })
    followColumns(centres, unknowns, { noise: rms(left), columns, widths })
    if (round === ROUNDS - 1) followAstray(centres, unknowns, { picture, columns })
    if (faint && round === 1) takeOff(faint, { ...picture, data }, { columns, heights: heightsOf(unknowns, columns) })
  }
}

function heightsOf(unknowns: Float64Array, { count }: Columns): Float64Array {
  return Float64Array.from({ length: count }, (_, n) => unknowns[3 * n])
}

function meanOf({ data }: Plane): number {
  let sum = 0
  for (let at = 0; at < data.length; at++) sum += data[at]
  return sum / data.length
}

/** A column that was looked for at a place. One that is hardly there stays near it, for where it stands is not known. */
export function asDrawn(
  { x, y }: Vector,
  { height, dx, dy }: { height: number; dx: number; dy: number },
  sigma: number,
): Gaussian {
  const part = height > 0 ? 1 / Math.max(height, Math.hypot(dx, dy) / sigma) : 0
  return { x: x + part * dx, y: y + part * dy, height, sigma }
}

/** Some of the columns of a fit. */
function gaussians(
  unknowns: Float64Array,
  { x, y, sigma }: Shapes,
  { from, count }: { from: number; count: number },
): Gaussian[] {
  return Array.from({ length: count }, (_, k) => {
    const n = from + k
    const [height, dx, dy] = unknowns.subarray(3 * n, 3 * n + 3)
    return asDrawn({ x: x[n], y: y[n] }, { height, dx, dy }, sigma[n])
  })
}

function rms(values: Float32Array): number {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += values[at] * values[at]
  return Math.sqrt(sum / values.length)
}

/**
 * How stiff the background is at each point: as its bends are a sample of Student's law, most of them small and a few, at
 * the edge of contamination, large.
 */
function stiffnessOf(bends: Float64Array, noise: number): Float64Array {
  const usual = Math.max(median(bends), 1e-6 * noise ** 2)
  return bends.map((bend) => noise ** 2 / (usual + bend))
}

/**
 * Places beside the columns at which the table has none, but the picture may show one: just outside it, or cut by a label. Where two
 * parts of the crystal are translated against each other, such a place can lie on a column of the other one; then it is left out.
 */
function besideTheTable(
  { width, height }: Pick<Plane, 'width' | 'height'>,
  columns: Columns,
): (Vector & { sublattice: number })[] {
  const { table, lattice } = columns
  const offsets = lattice.sublattices.map((_, s) => columns.offsets(s, BESIDE))
  const found = new Map<string, Vector & { sublattice: number }>()
  for (let n = 0; n < table.count; n++) {
    for (const offset of offsets[table.sublattice[n]]) {
      const { sublattice, i, j, way } = offset
      const [x, y] = [table.x[n] + way.x, table.y[n] + way.y]
      const outside = Math.max(-x, -y, x - (width - 1), y - (height - 1))
      if (outside > BEYOND_IN_SIGMA * lattice.sublattices[sublattice].width) continue
      if (columns.neighbour(n, offset) >= 0) continue
      found.set([sublattice, table.i[n] + i, table.j[n] + j].join(), { sublattice, x, y })
    }
  }
  const places = [...found.values()]
  const taken = pairsWithin(
    {
      x: Float64Array.from([...table.x, ...places.map(({ x }) => x)]),
      y: Float64Array.from([...table.y, ...places.map(({ y }) => y)]),
      sigma: Float64Array.from([...table.sublattice, ...places.map(({ sublattice }) => sublattice)], (s) => {
        return lattice.sublattices[s].width
      }),
    },
    () => TOO_NEAR * columns.spacing,
  )
  const dropped = new Set([...taken.p, ...taken.q].map((n) => n - table.count))
  return places.filter((_, k) => !dropped.has(k))
}

/**
 * Moves each column to where the fit says that it is; one that is hardly there, or whose displacement could be noise, to the
 * lattice's place. Grains of contamination, which are wider than a pixel, displace columns by more than the `noise` of pixels, a standard
 * deviation, tells: what columns around show they may do to this one, too.
 */
function followColumns(
  { x, y }: { x: Float64Array; y: Float64Array },
  unknowns: Float64Array,
  { noise, columns, widths }: { noise: number; columns: Columns; widths: ArrayLike<number> },
): void {
  const { table, lattice, count } = columns
  const usual = columns.medians(heightsOf(unknowns, columns))
  // Height times displacement from the lattice's place.
  const along = (c: 1 | 2, at: Float64Array, from: Float64Array) =>
    Float64Array.from({ length: count }, (_, n) => unknowns[3 * n + c] + unknowns[3 * n] * (at[n] - from[n]))
  const [mx, my] = [along(1, x, table.x), along(2, y, table.y)]
  const size = mx.map((value, n) => Math.hypot(value, my[n]))
  lattice.sublattices.forEach((_, s) => {
    const { from, to } = columns.of(s)
    const most = FREEDOM * length(columns.offsets(s, 1)[0].way)
    const least = PRESENT * usual[s]
    const sides = columns.offsets(s, AROUND, (other) => other === s).map((offset) => columns.neighbours(s, offset))
    const around = new Float64Array(sides.length)
    const spreadAround = (n: number) => {
      let others = 0
      for (const side of sides) if (side[n - from] >= 0) around[others++] = size[side[n - from]]
      return others > 0 ? medianInPlace(around, others) / RAYLEIGH_MEDIAN : 0
    }
    for (let n = from; n < to; n++) {
      const height = unknowns[3 * n]
      const isSmall = size[n] < SMALL * widths[s] * height
      const sure = SURE * Math.max(shiftNoiseOf(noise), isSmall ? 0 : spreadAround(n))
      const part = height > least && size[n] > sure ? Math.min(1, (most * height) / size[n]) : 0
      x[n] = table.x[n] + (part * mx[n]) / height
      y[n] = table.y[n] + (part * my[n]) / height
    }
  })
}

/**
 * Moves a column that is gone, while all around it stand, to where it is found: what no column of the model explained would raise the
 * ground under its neighbours. One is gone if its height is so low that those of its kind around do not scatter by as much.
 */
function followAstray(
  { x, y }: { x: Float64Array; y: Float64Array },
  unknowns: Float64Array,
  { picture, columns }: { picture: Plane; columns: Columns },
): void {
  const { table, lattice } = columns
  const heights = heightsOf(unknowns, columns)
  const usual = columns.medians(heights)
  const stands = (n: number) => heights[n] > PRESENT * usual[table.sublattice[n]]
  const around = columns.nearest()
  const offsets = lattice.sublattices.map((_, s) => columns.offsets(s, AROUND, (other) => other === s))
  const isLow = (n: number) => {
    const others = offsets[table.sublattice[n]].map((offset) => columns.neighbour(n, offset)).filter((k) => k >= 0)
    const own = others.map((k) => heights[k])
    const level = median(own)
    return others.length === 0 || heights[n] < level - SURE * spreadAbout(own, level)
  }
  for (let n = 0; n < table.count; n++) {
    if (stands(n) || !around(n).every(stands) || !isLow(n)) continue
    const astray = findAstray(picture, lattice, table.sublattice[n], { x: table.x[n], y: table.y[n] })
    if (astray) [x[n], y[n]] = [astray.x, astray.y]
  }
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
    const size = Math.floor(2 * reach) + 1
    const [across, down] = [new Float64Array(size), new Float64Array(size)]
    let product = 0
    let square = 0
    const { from, to } = columns.of(s)
    for (let n = from; n < to; n++) {
      if (x[n] < reach || y[n] < reach || x[n] > width - 1 - reach || y[n] > height - 1 - reach) continue
      const [left, right] = [Math.ceil(x[n] - reach), Math.floor(x[n] + reach)]
      const [top, bottom] = [Math.ceil(y[n] - reach), Math.floor(y[n] + reach)]
      gaussianRow(across, left, right, { centre: x[n], sigma })
      gaussianRow(down, top, bottom, { centre: y[n], sigma })
      let sum = 0
      for (let row = top; row <= bottom; row++) {
        const dy = row - y[n]
        let along = 0
        for (let column = left, at = row * width + left; column <= right; column++, at++) {
          const dx = column - x[n]
          along += across[column - left] * (dx * dx + dy * dy) * data[at]
        }
        sum += down[row - top] * along
      }
      product += (sum * unknowns[3 * n]) / sigma ** 2
      // Of the slope by ln σ, ∫ (g r²/σ²)² = 2πσ², half is what a change of height does as well.
      square += Math.PI * sigma ** 2 * unknowns[3 * n] ** 2
    }
    const change = square > 0 ? product / square : 0
    widths[s] *= 1 + Math.min(Math.max(change, -MOST_WIDENING), MOST_WIDENING)
  })
}

/** The last round's unknowns as heights and displacements from the lattice's places, and what noise does to them. */
function fitted(
  unknowns: Float64Array,
  rest: Plane,
  { x, y, sigma }: Shapes,
  { table, count }: Columns,
): FittedColumns {
  const room = (): Float32Array => new Float32Array(count)
  const out = {
    height: room(),
    dx: room(),
    dy: room(),
    heightNoise: room(),
    shiftNoise: room(),
    seen: new Uint8Array(count),
  }
  for (let n = 0; n < count; n++) {
    const height = unknowns[3 * n]
    out.height[n] = height
    out.dx[n] = unknowns[3 * n + 1] + height * (x[n] - table.x[n])
    out.dy[n] = unknowns[3 * n + 2] + height * (y[n] - table.y[n])
    const noise = noiseAround(rest, x[n], y[n], EDGE_IN_SIGMA * sigma[n])
    // ∫ g² = πσ².
    out.heightNoise[n] = noise / (Math.sqrt(Math.PI) * sigma[n])
    out.shiftNoise[n] = shiftNoiseOf(noise)
    const edge = Math.min(table.x[n], table.y[n], rest.width - 1 - table.x[n], rest.height - 1 - table.y[n])
    out.seen[n] = edge >= EDGE_IN_SIGMA * sigma[n] ? 1 : 0
  }
  return out
}

/** What pixels of this noise do to height times displacement: a slope of the Gaussian has ∫ (g x/σ²)² = π/2. */
function shiftNoiseOf(noise: number): number {
  return noise / Math.sqrt(Math.PI / 2)
}

/** Standard deviation of the pixels around a place that the fit has left. */
function noiseAround({ data, width, height }: Plane, x: number, y: number, reach: number): number {
  let sum = 0
  let count = 0
  const [left, right] = [Math.max(0, Math.ceil(x - reach)), Math.min(width - 1, Math.floor(x + reach))]
  for (let row = Math.max(0, Math.ceil(y - reach)); row <= Math.min(height - 1, y + reach); row++) {
    for (let at = row * width + left; at <= row * width + right; at++) sum += data[at] * data[at]
    count += Math.max(0, right - left + 1)
  }
  return Math.sqrt(sum / Math.max(1, count))
}
