import { median, medianInPlace, robustSpread, spreadAbout } from '../math/robust'
import type { Columns } from './columns'
import type { Deviations } from './deviations'
import { FEWEST_PAIRS } from './deviations'
import { SURROUNDINGS } from './surroundings'

/** Columns of a sublattice that fall to each square of the grid on which scatter is learned, and the most of these along an axis. */
const TO_A_SQUARE = 12
const MOST_SQUARES = 64
/** Deviations beyond so many standard deviations count as these, and what that leaves of a normal variance. */
const LIMIT = 2.5
const LEFT = 0.977
const ROUNDS = 3
/** A column tells so many points of that grid along an axis. */
const TENT = 4
/** Variance of ln of the spread about a known centre of n normal values, times n. */
const LOG_SPREAD_VARIANCE = 1.36
/** Columns around one whose noise says how noisy the picture is there. */
const NOISE_AROUND = 18
/** Variance of ln |z| of normal values, the most by which one counts, and the standard errors from which on noise is heard. */
const LOG_VARIANCE = Math.PI ** 2 / 8
const MOST_LOG = Math.log(4)
const SIGNIFICANCE = 3
/**
 * What columns in a corner say of the place adds so many times as much to the variance as at an edge: half as many are as near, and a plane through a quarter of a disc is
 * known three times as badly at its corner (variance of ½ of that of a column) as one through twice as many in a half of it at its edge (0.15). Too few columns stand
 * in corners to tell.
 */
const IN_CORNER = 3

/**
 * Standard deviation by which bulk's columns scatter around each place, by component: `usual` of each sublattice over the whole
 * micrograph, `local` of each column. Contamination and thin parts scatter more than the rest. How far the local figures can be
 * believed the micrograph says itself: as far as they differ by more than chance would make them.
 */
export interface Scatter {
  usual: number[][]
  local: Deviations
}

/** The same, and how many times as much as others' the intensity of each column scatters for the noise around alone, which no share of defects raises. */
interface LearnedScatter {
  scatter: Scatter
  byNoise: Float32Array
}

/** What may tell how much columns scatter. */
export interface ScatterClues {
  /** 1 for columns that are defects, which do not tell; null before any are known. */
  known: Uint8Array | null
  /** Of what kind each column's surroundings are: those of a kind of their own (from 1 on) may scatter more than others at the same place. */
  surroundings: Uint8Array
  /** Standard deviation that the picture's noise around each column alone gives each of its deviations. */
  noise: Deviations
}

/**
 * First by the picture's noise around, as contaminated and thin parts have more of it, whatever share of their columns is defective; then by
 * place; then by surroundings.
 */
export function scatterOf(
  residuals: Deviations,
  { known, surroundings, noise }: ScatterClues,
  columns: Columns,
): LearnedScatter {
  const usual: number[][] = columns.lattice.sublattices.map(() => [])
  const tents: Tents[] = []
  const each = residuals.map((values, c) => {
    const local = new Float32Array(columns.count).fill(NaN)
    const byNoise = local.slice()
    columns.lattice.sublattices.forEach((_, s) => {
      const { from, to } = columns.of(s)
      const own = Array.from({ length: to - from }, (_, k) => from + k).filter((n) => !Number.isNaN(values[n]))
      const telling = own.filter((n) => !known?.[n])
      const spread = spreadOf(
        Float32Array.from(telling, (n) => values[n]),
        known !== null,
      )
      usual[s].push(spread)
      const factor = factorOfNoise(values, noise[c], { telling, spread })
      for (const n of own) byNoise[n] = factor(n)
      const even = values.map((value, n) => value / byNoise[n])
      const evenSpread = spreadOf(
        Float32Array.from(telling, (n) => even[n]),
        known !== null,
      )
      // Columns that tell one component tell the others, as a rule.
      if (!tents[s] || !isSame(tents[s].telling, telling)) tents[s] = tentsOf(telling, columns)
      const around = logScatter(even, evenSpread, tents[s])
      // No less than the noise of pixels makes it; what the fit leaves may be more than noise, everywhere.
      const part = Math.min(1, spread / Math.max(median(telling.map((n) => noise[c][n])), 1e-12))
      for (const n of own) {
        const here = evenSpread * byNoise[n] * Math.exp(around(columns.table.x[n], columns.table.y[n]))
        local[n] = Math.max(here, part * noise[c][n])
      }
    })
    return { local, byNoise }
  })
  const [intensity, dx, dy] = each
  widenBySurroundings(residuals, [intensity.local, dx.local, dy.local], surroundings, columns)
  return { scatter: { usual, local: [intensity.local, dx.local, dy.local] }, byNoise: intensity.byNoise }
}

/**
 * The standard deviation of ordinary columns. Medians tell it through any share of defects, but from a hundred columns only to 8 %; once these are
 * left out (`clean`), the rest, each counting as `LIMIT` of them at most, tell it to 5 % (Huber, Robust Statistics, 1981, 5.2).
 */
function spreadOf(values: Float32Array, clean: boolean): number {
  let spread = robustSpread(values)
  const centre = median(values)
  for (let round = 0; clean && round < ROUNDS; round++) {
    const limit = LIMIT * spread
    const sum = values.reduce((total, value) => total + Math.min(Math.abs(value - centre), limit) ** 2, 0)
    spread = Math.sqrt(sum / values.length / LEFT)
  }
  return spread
}

/**
 * The noise around each column, from what the fit has left of the pixels at each: of others, for a defect leaves more of the pixels on which it stands,
 * each as a part of what is usual of its sublattice, for bright columns have more of it;
 * the median of the geometric means of opposite ones, so that it is right as well where noise rises from one side to the other, as at the edge of
 * contamination. Where there are few of these, the median of all around.
 */
export function noiseAround(absolute: Float32Array, columns: Columns): Float32Array {
  const usual = columns.medians(absolute)
  const noise = absolute.map((value, n) => value / usual[columns.table.sublattice[n]])
  const out = absolute.slice()
  columns.lattice.sublattices.forEach((_, s) => {
    const { from, to } = columns.of(s)
    const pairs = columns.pairs(s, NOISE_AROUND).map((pair) => pair.map((offset) => columns.neighbours(s, offset)))
    const [between, around] = [new Float64Array(pairs.length), new Float64Array(2 * pairs.length)]
    for (let n = from; n < to; n++) {
      let [middles, others] = [0, 0]
      for (const sides of pairs) {
        const first = sides[0][n - from]
        const second = sides.length > 1 ? sides[1][n - from] : -1
        if (first >= 0) around[others++] = noise[first]
        if (second >= 0) around[others++] = noise[second]
        if (first >= 0 && second >= 0) between[middles++] = Math.sqrt(noise[first] * noise[second])
      }
      if (middles >= FEWEST_PAIRS) out[n] = usual[s] * medianInPlace(between, middles)
      else if (others > 0) out[n] = usual[s] * medianInPlace(around, others)
    }
  })
  return out
}

/**
 * The factor by which a column scatters more than others for the noise around it. What noise that differs from pixel to pixel does to a fit is
 * known, so much of each variance is noise's, and the rest the crystal's own. Grains of contamination, which are wider than a pixel, do more: a power of the
 * noise, which the columns tell, and none where chance could make it. That is the regression of ln |value| on ln of the noise (Harvey, Econometrica 44
 * (1976) 461), which large values hardly move.
 */
function factorOfNoise(
  values: Float32Array,
  noise: Float32Array,
  { telling, spread }: { telling: readonly number[]; spread: number },
): (n: number) => number {
  const usual = Math.max(median(telling.map((n) => noise[n])), 1e-12)
  const own = Math.max(spread ** 2 - usual ** 2, 0)
  const pixels = (n: number) => Math.sqrt((own + noise[n] ** 2) / (own + usual ** 2))
  const mean = (of: (n: number) => number) => telling.reduce((sum, n) => sum + of(n), 0) / Math.max(1, telling.length)
  const logNoise = (n: number) => Math.log(Math.max(noise[n] / usual, 1e-3))
  const logSize = (n: number) =>
    Math.min(Math.log(Math.max(Math.abs(values[n]) / (spread * pixels(n)), 1e-3)), MOST_LOG)
  const [centre, size] = [mean(logNoise), mean(logSize)]
  const variance = mean((n) => (logNoise(n) - centre) ** 2)
  const power = mean((n) => (logNoise(n) - centre) * (logSize(n) - size)) / variance
  const error = Math.sqrt(LOG_VARIANCE / (telling.length * variance))
  const grains = power > SIGNIFICANCE * error ? power : 0
  return (n) => pixels(n) * Math.exp(grains * (logNoise(n) - centre))
}

/**
 * Columns whose surroundings are of a kind of their own scatter as they do, if that is more than others at the same place: by sublattice and component. In corners as
 * edges have it of all sublattices, of both components of the place together: it is the crystal that bends.
 */
function widenBySurroundings(
  residuals: Deviations,
  local: Deviations,
  surroundings: Uint8Array,
  columns: Columns,
): void {
  const inDeviations = (c: number, counts: (n: number) => boolean) =>
    Array.from(residuals[c].keys())
      .filter((n) => counts(n) && !Number.isNaN(residuals[c][n]))
      .map((n) => residuals[c][n] / local[c][n])
  const isAtEdge = (n: number) => surroundings[n] === SURROUNDINGS.oneSided
  const [place, intensity] = [[1, 2], [0]].map((components) =>
    excess(components.flatMap((c) => inDeviations(c, isAtEdge))),
  )
  const factors = local.map((_, c) =>
    columns.lattice.sublattices.map((_, s) =>
      Object.values(SURROUNDINGS).map((kind) => {
        if (kind === SURROUNDINGS.ordinary) return 1
        if (kind === SURROUNDINGS.corner) return Math.sqrt(1 + IN_CORNER * ((c === 0 ? intensity : place) ** 2 - 1))
        return excess(inDeviations(c, (n) => surroundings[n] === kind && columns.table.sublattice[n] === s))
      }),
    ),
  )
  local.forEach((values, c) => {
    for (let n = 0; n < values.length; n++) values[n] *= factors[c][columns.table.sublattice[n]][surroundings[n]]
  })
}

/** How many times as much as expected some columns scatter, and no less than once: as far as that is more than chance. */
function excess(inStandardDeviations: readonly number[]): number {
  if (inStandardDeviations.length === 0) return 1
  const log = Math.log(spreadAbout(inStandardDeviations, 0))
  const chance = LOG_SPREAD_VARIANCE / inStandardDeviations.length
  return log > 0 ? Math.exp(log * Math.max(0, 1 - chance / log ** 2)) : 1
}

function isSame(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((n, k) => n === others[k])
}

/** The grid on which scatter is learned, and how much each of the columns `telling` tells of each of its points. */
interface Tents {
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

/** Each point of the grid takes the squares of the columns around it, with the weights of a tent of two squares' width. */
function tentsOf(telling: readonly number[], { table: { x, y } }: Columns): Tents {
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
function logScatter(values: Float32Array, usual: number, tents: Tents): (x: number, y: number) => number {
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
