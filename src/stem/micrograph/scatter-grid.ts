import type { Columns } from './columns'

/** Columns of a sublattice that fall to each square of the grid, and the most of these along an axis. */
const TO_A_SQUARE = 12
const MOST_SQUARES = 64
/** Deviations beyond so many standard deviations count as these, and what that leaves of a normal variance. */
export const LIMIT = 2.5
export const LEFT = 0.977
const ROUNDS = 3
/** A column tells so many points of the grid along an axis. */
const TENT = 4
/** Variance of ln of the spread about a known centre of n normal values, times n. */
export const LOG_SPREAD_VARIANCE = 1.36

/** The grid on which scatter is learned, and how much each of the columns `telling` tells of each of its points. */
export interface Tents {
  telling: readonly number[]
  /** Points along x and y. */
  across: number
  down: number
  /** The points that each column tells and by how much, [telling, TENT²]; 0 where there is none. */
  points: Int32Array
  weights: Float64Array
  /** Of each point, the sum of the weights and that of their squares. */
  weight: Float64Array
  squared: Float64Array
  /** In which square of the grid a place lies, px, and where in it. */
  squareAt: (x: number, y: number) => { u: Along; v: Along }
}

/** Between which points of an axis, and how far behind the first. */
interface Along {
  point: number
  rest: number
}

/** Whether these are the columns that tell. */
export function isOf({ telling }: Tents, columns: readonly number[]): boolean {
  return telling.length === columns.length && telling.every((n, k) => n === columns[k])
}

/** Each point of the grid takes the squares of the columns around it, with the weights of a tent of two squares' width. */
export function tentsOf(telling: readonly number[], { x, y }: Columns['table']): Tents {
  const [left, right] = range(telling, x)
  const [top, bottom] = range(telling, y)
  const side = Math.sqrt(((right - left) * (bottom - top) * TO_A_SQUARE) / Math.max(1, telling.length))
  const [across, down] = [right - left, bottom - top].map((extent) =>
    Math.max(2, Math.min(MOST_SQUARES, Math.ceil(extent / side) + 1)),
  )
  const at = (value: number, low: number, high: number, points: number) => {
    const along = Math.min(Math.max((value - low) / Math.max(high - low, 1e-9), 0), 1) * (points - 1)
    const point = Math.min(Math.floor(along), points - 2)
    return { point, rest: along - point }
  }
  const squareAt = (px: number, py: number) => ({ u: at(px, left, right, across), v: at(py, top, bottom, down) })
  const points = new Int32Array(telling.length * TENT ** 2)
  const weights = new Float64Array(points.length)
  const [weight, squared] = [0, 1].map(() => new Float64Array(across * down))
  for (let k = 0, entry = 0; k < telling.length; k++) {
    const { u, v } = squareAt(x[telling[k]], y[telling[k]])
    for (let q = 0; q < TENT; q++) {
      const row = v.point + q - 1
      const high = 1 - Math.abs(q - 1 - v.rest) / 2
      for (let p = 0; p < TENT; p++, entry++) {
        const column = u.point + p - 1
        const w = (1 - Math.abs(p - 1 - u.rest) / 2) * high
        if (w <= 0 || column < 0 || row < 0 || column >= across || row >= down) continue
        const place = row * across + column
        points[entry] = place
        weights[entry] = w
        weight[place] += w
        squared[place] += w * w
      }
    }
  }
  return { telling, across, down, points, weights, weight, squared, squareAt }
}

/** ln of the scatter around a place over the usual one. */
export function logScatter(values: Float32Array, usual: number, tents: Tents): (x: number, y: number) => number {
  const { telling, across, down, points, weights, weight, squared, squareAt } = tents
  const sum = new Float64Array(across * down)
  let log = new Float64Array(across * down)
  for (let round = 0; round < ROUNDS; round++) {
    sum.fill(0)
    const limits = log.map((value) => LIMIT * usual * Math.exp(value))
    for (let k = 0, tent = 0; k < telling.length; k++) {
      const size = Math.abs(values[telling[k]])
      for (const end = tent + TENT ** 2; tent < end; tent++) {
        const w = weights[tent]
        if (w > 0) sum[points[tent]] += w * (Math.min(size, limits[points[tent]]) / usual) ** 2
      }
    }
    log = log.map((_, k) => (weight[k] > 0 ? 0.5 * Math.log(Math.max(sum[k] / weight[k] / LEFT, 1e-4)) : 0))
  }
  // The variance of ln σ that chance alone gives, from as many columns as told.
  const effective = weight.map((w, k) => (w > 0 ? w ** 2 / squared[k] : 0))
  const total = effective.reduce((sum, n) => sum + n, 0)
  const mean = log.reduce((sum, value, k) => sum + effective[k] * value, 0) / Math.max(total, 1)
  log = log.map((value, k) => (weight[k] > 0 ? value - mean : 0))
  const observed = log.reduce((sum, value, k) => sum + effective[k] * value ** 2, 0)
  const chance = effective.filter((n) => n > 0).length / 2
  // By as much as the points differ by more than that, each is believed, the less the fewer columns told it, as in corners.
  const differ = Math.max(0, observed - chance) / Math.max(total, 1)
  log = log.map((value, k) => (effective[k] > 0 ? (value * differ) / (differ + 0.5 / effective[k]) : 0))
  return (px, py) => {
    const { u, v } = squareAt(px, py)
    const k = v.point * across + u.point
    const above = log[k] + u.rest * (log[k + 1] - log[k])
    const below = log[k + across] + u.rest * (log[k + across + 1] - log[k + across])
    return above + v.rest * (below - above)
  }
}

function range(of: readonly number[], values: Float64Array): [number, number] {
  return of.reduce(([low, high], n) => [Math.min(low, values[n]), Math.max(high, values[n])], [Infinity, -Infinity])
}
