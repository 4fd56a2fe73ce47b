import type { MeanCell } from './cell'
import { CELL, SMOOTHING, smoothed } from './cell'
import type { Basis } from '../math/vector'
import { combine, length } from '../math/vector'
import { vertex } from '../math/interpolate'

/** A maximum of the mean cell: where a column stands in every cell. */
export interface CellSite {
  /** In units of the lattice vectors, 0 … 1. */
  u: number
  v: number
  /** How far it rises above the highest pass to a higher maximum; for the highest, above the lowest point. */
  prominence: number
}

/** Parts of the highest site's prominence, and of the mean cell's own error, that a site must have. */
const LEAST_PART = 0.08
const LEAST_ERRORS = 5
/** More columns in one cell than this are noise or a cell too large. */
export const MOST_SITES = 12

/** The columns of one cell, the most prominent first. */
export function findSites({ mean, error }: MeanCell): CellSite[] {
  const cell = smoothed(mean)
  const maxima = prominences(cell)
  const least = Math.max(LEAST_PART * maxima[0].prominence, (LEAST_ERRORS * error) / SMOOTHING)
  return maxima
    .filter(({ prominence }) => prominence > least)
    .slice(0, MOST_SITES)
    .map(({ at, prominence }) => ({ ...top(cell, at), prominence }))
}

/** Floods the cell from above: a maximum ends where its island meets a higher one's. */
function prominences(cell: Float64Array): { at: number; prominence: number }[] {
  const order = Array.from(cell.keys()).sort((p, q) => cell[q] - cell[p])
  const island = new Int32Array(cell.length).fill(-1)
  const find = (at: number): number => {
    while (island[at] !== at) at = island[at] = island[island[at]]
    return at
  }
  const found: { at: number; prominence: number }[] = []
  for (const at of order) {
    island[at] = at
    for (const near of around(at)) {
      if (island[near] < 0) continue
      const own = find(at)
      const other = find(near)
      if (own === other) continue
      // The root of an island is its highest point.
      const isHigh = cell[own] >= cell[other]
      const high = isHigh ? own : other
      const low = isHigh ? other : own
      if (low !== at) found.push({ at: low, prominence: cell[low] - cell[at] })
      island[low] = high
    }
  }
  found.push({ at: order[0], prominence: cell[order[0]] - cell[order[order.length - 1]] })
  return found.sort((p, q) => q.prominence - p.prominence)
}

function around(at: number): number[] {
  const column = at % CELL
  const row = Math.floor(at / CELL)
  const found: number[] = []
  for (let v = CELL - 1; v <= CELL + 1; v++) {
    for (let u = CELL - 1; u <= CELL + 1; u++) found.push(((row + v) % CELL) * CELL + ((column + u) % CELL))
  }
  return found
}

/** The top of a parabola along each axis. */
function top(cell: Float64Array, at: number): { u: number; v: number } {
  const [column, row] = [at % CELL, Math.floor(at / CELL)]
  const value = (u: number, v: number) => cell[((row + v + CELL) % CELL) * CELL + ((column + u + CELL) % CELL)]
  const own = value(0, 0)
  const u = (column + 0.5 + vertex(value(-1, 0), own, value(1, 0))) / CELL
  const v = (row + 0.5 + vertex(value(0, -1), own, value(0, 1))) / CELL
  return { u: u - Math.floor(u), v: v - Math.floor(v) }
}

/** Distance from each site to the nearest one of any kind, px. */
export function nearestDistances(sites: readonly Pick<CellSite, 'u' | 'v'>[], basis: Basis): number[] {
  return sites.map((site) => {
    let nearest = Infinity
    for (const other of sites) {
      for (let i = -2; i <= 2; i++) {
        for (let j = -2; j <= 2; j++) {
          if (other === site && i === 0 && j === 0) continue
          nearest = Math.min(nearest, length(combine(basis, other.u - site.u + i, other.v - site.v + j)))
        }
      }
    }
    return nearest
  })
}

/** σ of the Gaussian over a constant that fits the mean cell around a site best, px. */
export function columnWidth(cell: MeanCell, site: CellSite, basis: Basis, nearest: number): number {
  const samples = samplesAround(cell, site, basis, 0.55 * nearest)
  let [best, least] = [nearest / 4, Infinity]
  for (let part = 0.12; part <= 0.5; part += 0.01) {
    const sigma = part * nearest
    const { residual } = gaussianThrough(samples, sigma)
    if (residual < least) [least, best] = [residual, sigma]
  }
  return best
}

/** Height of a Gaussian of this width over a constant, as it is fitted to every column, fitted to the mean cell around a site. */
export function columnHeight(cell: MeanCell, site: CellSite, basis: Basis, size: { sigma: number; reach: number }) {
  return gaussianThrough(samplesAround(cell, site, basis, size.reach), size.sigma).height
}

interface Sample {
  r2: number
  value: number
}

function samplesAround({ mean }: MeanCell, site: CellSite, basis: Basis, reach: number): Sample[] {
  const samples: Sample[] = []
  mean.forEach((value, at) => {
    const wrap = (difference: number) => difference - Math.round(difference)
    const u = wrap(((at % CELL) + 0.5) / CELL - site.u)
    const v = wrap((Math.floor(at / CELL) + 0.5) / CELL - site.v)
    const r = length(combine(basis, u, v))
    if (r < reach) samples.push({ r2: r * r, value })
  })
  return samples
}

/** The best height of a Gaussian of a given width over a constant, and what it leaves of the samples. */
function gaussianThrough(samples: readonly Sample[], sigma: number): { height: number; residual: number } {
  let n = 0
  let g = 0
  let gg = 0
  let y = 0
  let gy = 0
  let yy = 0
  for (const { r2, value } of samples) {
    const shape = Math.exp((-0.5 * r2) / sigma ** 2)
    n++
    g += shape
    gg += shape * shape
    y += value
    gy += shape * value
    yy += value * value
  }
  const height = (n * gy - g * y) / (n * gg - g * g)
  const background = (y - height * g) / n
  return { height, residual: yy - height * gy - background * y }
}
