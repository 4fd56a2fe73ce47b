import { fitColumn } from '../lattice/columns'
import type { Plane } from '../lattice/spectrum'
import { nearestDistances } from '../lattice/sites'
import { logTwoSided } from '../math/distributions'
import { adjusted } from '../math/false-discovery'
import { quantile } from '../math/quantile'
import { median, spreadAbout } from '../math/robust'
import { StillFit } from '../math/still-fit'
import type { Vector } from '../math/vector'
import { combine, length } from '../math/vector'
import type { Columns } from './columns'
import type { Detection } from './detections'
import type { FittedColumns } from './joint-fit'
import { PRESENT } from './joint-fit'

/** Places along each edge of a cell at which a column between the lattice's own is looked for. */
const STEPS = 10
/** They are so many σ from every column of the lattice, and this part of the way to the middle of the largest hole. */
const LEAST_SIGMAS = 2.8
const LEAST_PART = 0.7
/** Pixels within so many σ are fitted. */
const REACH = 2
/** An interstitial stands out by so many spreads, and has this part of the weakest sublattice's height. */
const LEAST_SPREADS = 6
const LEAST_HEIGHT = 0.15
/** A column that has moved by so many σ, or changed by so many %, is seen between its neighbours. */
const MOVED = 0.5
const CHANGED = 20
/** Two columns nearer than so many σ show one peak (Sparrow's limit): something so near a column of the lattice is that column. */
const MERGED = 2
/** Fewer cells tell no spread: of all, and of the two shells around one. */
const FEWEST_CELLS = 30
const FEWEST_AROUND = 10
/** The quantile that tells how long the tail is, and where a normal distribution has it. */
const TAIL = 0.94
const TAIL_NORMAL = 1.555
/** Where more than this part of the cells has something more it is no point defect: contamination, a second layer. */
const MOST_CELLS = 0.04
/** A corner further than this part of the columns' spacing from where the lattice has it lies beyond a fault. */
const COHERENT = 0.25
/** Ground that rises by more than this part of the height is contamination. */
const MOST_RISE = 0.5

/**
 * Columns where the lattice has none. At every place between columns a Gaussian is fitted in all cells: bulk's heights there are
 * alike, whatever the columns' tails add up to, and what stands out of them is a column more. Places beside columns that were
 * found themselves are left out: one that has moved is seen from both sides.
 */
export function findInterstitials(
  picture: Plane,
  columns: Columns,
  {
    judged,
    fit,
    findings,
    rate,
  }: { judged: Uint8Array; fit: FittedColumns; findings: readonly Detection[]; rate: number },
): Detection[] {
  const { lattice, table } = columns
  const sigma = median(lattice.sublattices.map(({ width }) => width))
  const nearest = Math.min(
    ...nearestDistances(
      lattice.sublattices.map(({ position }) => position),
      lattice,
    ),
  )
  const weakest = Math.min(...lattice.sublattices.map(({ intensity }) => intensity))
  const cells = cellsOf(columns, judged)
  const sites = betweenColumns(columns, sigma).flatMap((way) => fittedAt(way, { picture, columns, cells, sigma }) ?? [])
  // One that is weaker, or moved by little, may be so because of the interstitial, on whose ground it stands.
  const hiding = findings.filter(
    ({ kind, strength, dx, dy }) =>
      (kind !== 'deficit' && Math.abs(strength) > CHANGED) || Math.hypot(dx, dy) > MOVED * sigma,
  )
  const standing = standingColumns(fit, columns)
  const clear = standingOut(sites, columns, { rate, least: LEAST_HEIGHT * weakest })
    .filter((place) => hiding.every((finding) => apart(finding, place) > nearest))
    .filter((place) => standing.every((column) => apart(column, place) > MERGED * sigma))
    .sort((p, q) => q.spreads - p.spreads)
  const found: Detection[] = []
  for (const place of clear) {
    if (found.some((before) => apart(before, place) < nearest)) continue
    const fit = fitColumn(picture, place, { sigma, reach: REACH * sigma, freedom: sigma })
    const column = nearestColumn(columns, place)
    const { intensity } = lattice.sublattices[table.sublattice[column]]
    found.push({
      column,
      kind: 'interstitial',
      x: fit.x,
      y: fit.y,
      strength: (100 * place.height) / intensity,
      strengthError: (100 * place.spread) / intensity,
      dx: fit.x - table.x[column],
      dy: fit.y - table.y[column],
      displacementError: (sigma * place.spread) / place.height,
      score: -logTwoSided(place.spreads),
      pValue: place.pValue,
      qValue: place.qValue,
    })
  }
  return found.length > MOST_CELLS * cells.length ? [] : found
}

/** Where the lattice's own columns stand, those of twin planes and faults, too, which are off their places. */
function standingColumns({ height, dx, dy }: FittedColumns, columns: Columns): Vector[] {
  const usual = columns.medians(height)
  const { x, y, sublattice } = columns.table
  return Array.from(x.keys())
    .filter((n) => height[n] > PRESENT * usual[sublattice[n]])
    .map((n) => ({ x: x[n] + dx[n] / height[n], y: y[n] + dy[n] / height[n] }))
}

/** The same place in all cells: entry k of each list belongs to one. */
interface Site {
  /** Columns at the corners of the cells. */
  cells: Int32Array
  way: Vector
  /** Of Gaussians there, and of the ground under them, each less what is usual. */
  heights: Float64Array
  rises: Float64Array
  spread: number
}

/** Fits a Gaussian at the place that is this way from the corner of each cell; null where the picture shows few of them. */
function fittedAt(
  way: Vector,
  { picture, columns: { table }, cells, sigma }: { picture: Plane; columns: Columns; cells: Int32Array; sigma: number },
): Site | null {
  const placeOf = (n: number) => ({ x: table.x[n] + way.x, y: table.y[n] + way.y })
  const inside = cells.filter((n) => isInside(picture, placeOf(n), REACH * sigma))
  if (inside.length < FEWEST_CELLS) return null
  const [heights, rises] = [new Float64Array(inside.length), new Float64Array(inside.length)]
  const fit = new StillFit(REACH * sigma)
  inside.forEach((n, k) => {
    fit.at(picture, { ...placeOf(n), sigma })
    heights[k] = fit.height
    rises[k] = fit.constant
  })
  const [usual, ground] = [median(heights), median(rises)]
  const spread = Math.max(spreadAbout(heights, usual), upperSpread(heights, usual))
  for (let k = 0; k < inside.length; k++) {
    heights[k] -= usual
    rises[k] -= ground
  }
  return { cells: inside, way, heights, rises, spread }
}

/** A place at which more stands than in other cells. */
interface Candidate extends Vector {
  height: number
  spread: number
  spreads: number
  pValue: number
  qValue: number
}

/** The places that stand out of all cells and of those around, at a rate and by a `least` height. There are some hundred thousand places, so few are made objects. */
function standingOut(
  sites: readonly Site[],
  columns: Columns,
  { rate, least }: { rate: number; least: number },
): Candidate[] {
  const { x, y } = columns.table
  const start = [0]
  for (const { heights } of sites) start.push(start[start.length - 1] + heights.length)
  const pValues = new Float64Array(start[sites.length])
  sites.forEach(({ heights, spread }, s) =>
    heights.forEach((height, k) => {
      pValues[start[s] + k] = height / spread > 0 ? Math.exp(logTwoSided(height / spread)) / 2 : 1
    }),
  )
  const qValues = adjusted(pValues)
  return sites.flatMap((site, s) => {
    const { cells, way, heights, rises, spread } = site
    const candidates: Candidate[] = []
    let around: ((k: number) => number[]) | null = null
    heights.forEach((height, k) => {
      const [pValue, qValue] = [pValues[start[s] + k], qValues[start[s] + k]]
      const spreads = height / spread
      if (!(qValue <= rate && spreads > LEAST_SPREADS && height > least)) return
      if (!(rises[k] < MOST_RISE * height)) return
      around ??= heightsAround(site, columns)
      if (!isAlone(height, around(k))) return
      const n = cells[k]
      candidates.push({ x: x[n] + way.x, y: y[n] + way.y, height, spread, spreads, pValue, qValue })
    })
    return candidates
  })
}

/** Gives the heights that the cells around one show at the same place. */
function heightsAround({ cells, heights }: Site, { table: { i, j } }: Columns): (k: number) => number[] {
  const key = (u: number, v: number) => u * 2 ** 26 + v
  const at = new Map<number, number>()
  cells.forEach((n, k) => at.set(key(i[n], j[n]), k))
  const steps = [-2, -1, 0, 1, 2]
  return (k) =>
    steps.flatMap((di) =>
      steps.flatMap((dj) => {
        const n = cells[k]
        const other = at.get(key(i[n] + di, j[n] + dj))
        return other === undefined || other === k ? [] : [heights[other]]
      }),
    )
}

/** Whether a place stands out of the cells around as well: contamination makes heights scatter where it lies. */
function isAlone(height: number, around: readonly number[]): boolean {
  if (around.length < FEWEST_AROUND) return true
  const usual = median(around)
  return height - usual > LEAST_SPREADS * spreadAbout(around, usual)
}

/** As wide as normal scatter would have to be for the upper tail: contamination and a second layer make it long. */
function upperSpread(heights: Float64Array, usual: number): number {
  const sorted = heights.slice().sort()
  return (quantile(sorted, TAIL) - usual) / TAIL_NORMAL
}

const apart = (p: Vector, q: Vector) => Math.hypot(p.x - q.x, p.y - q.y)

/** Ways from a cell's corner to the places that are far from every column. */
function betweenColumns({ lattice }: Columns, sigma: number): Vector[] {
  const ways = Array.from({ length: STEPS * STEPS }, (_, k) => {
    const [u, v] = [(k % STEPS) / STEPS, Math.floor(k / STEPS) / STEPS]
    let nearest = Infinity
    for (const { position } of lattice.sublattices) {
      for (let i = -1; i <= 1; i++) {
        for (let j = -1; j <= 1; j++) {
          nearest = Math.min(nearest, length(combine(lattice, position.u + i - u, position.v + j - v)))
        }
      }
    }
    return { way: combine(lattice, u, v), nearest }
  })
  const farthest = Math.max(...ways.map(({ nearest }) => nearest))
  const least = Math.max(LEAST_SIGMAS * sigma, LEAST_PART * farthest)
  return ways.filter(({ nearest }) => nearest >= least).map(({ way }) => way)
}

/** Columns of the first sublattice at the corners of cells of which all corners were judged, none of them beyond a fault. */
function cellsOf(columns: Columns, judged: Uint8Array): Int32Array {
  const { lattice, spacing } = columns
  const { from, to } = columns.of(0)
  const { i, j, x, y } = columns.table
  const isWhole = (n: number) =>
    [0, 1].every((p) =>
      [0, 1].every((q) => {
        const corner = columns.at(0, i[n] + p, j[n] + q)
        if (judged[corner] !== 1) return false
        const way = combine(lattice, p, q)
        return Math.hypot(x[corner] - x[n] - way.x, y[corner] - y[n] - way.y) < COHERENT * spacing
      }),
    )
  return Int32Array.from({ length: to - from }, (_, k) => from + k).filter(isWhole)
}

function isInside({ width, height }: Plane, { x, y }: Vector, reach: number): boolean {
  return Math.min(x, y, width - 1 - x, height - 1 - y) >= reach
}

function nearestColumn({ table }: Columns, place: Vector): number {
  let [best, least] = [0, Infinity]
  for (let n = 0; n < table.count; n++) {
    const distance = Math.hypot(table.x[n] - place.x, table.y[n] - place.y)
    if (distance < least) [best, least] = [n, distance]
  }
  return best
}
