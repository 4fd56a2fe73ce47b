import { median, medianInPlace, robustSpread, spreadAbout } from '../math/robust'
import type { Columns } from './columns'
import type { Deviations } from './deviations'
import { FEWEST_PAIRS } from './deviations'
import type { Tents } from './scatter-grid'
import { isOf, LEFT, LIMIT, LOG_SPREAD_VARIANCE, logScatter, tentsOf } from './scatter-grid'
import { SURROUNDINGS } from './surroundings'

const ROUNDS = 3
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
      const { factor, usualNoise } = factorOfNoise(values, noise[c], { telling, spread })
      for (const n of own) byNoise[n] = factor(n)
      const even = values.map((value, n) => value / byNoise[n])
      const evenSpread = spreadOf(
        Float32Array.from(telling, (n) => even[n]),
        known !== null,
      )
      // Columns that tell one component tell the others, as a rule.
      if (!tents[s] || !isOf(tents[s], telling)) tents[s] = tentsOf(telling, columns.table)
      const around = logScatter(even, evenSpread, tents[s])
      // No less than the noise of pixels makes it; what the fit leaves may be more than noise, everywhere.
      const part = Math.min(1, spread / usualNoise)
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
    let sum = 0
    for (let n = 0; n < values.length; n++) sum += Math.min(Math.abs(values[n] - centre), limit) ** 2
    spread = Math.sqrt(sum / values.length / LEFT)
  }
  return spread
}

/**
 * The noise around each column as a part of what is usual of its sublattice, for bright columns have more of it; from what the fit has left of the pixels at
 * each: of others, for a defect leaves more of the pixels on which it stands; the median of the geometric means of opposite ones, so that it is right as well
 * where noise rises from one side to the other, as at the edge of contamination. Where there are few of these, the median of all around.
 */
export function noiseAround(absolute: Float32Array, columns: Columns): Float32Array {
  const usual = columns.medians(absolute)
  const noise = absolute.map((value, n) => value / usual[columns.table.sublattice[n]])
  const out = noise.slice()
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
        if (first >= 0 && second >= 0) between[middles++] = noise[first] * noise[second]
      }
      if (middles >= FEWEST_PAIRS) out[n] = Math.sqrt(medianInPlace(between, middles))
      else if (others > 0) out[n] = medianInPlace(around, others)
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
): { factor: (n: number) => number; usualNoise: number } {
  const usual = Math.max(median(Float64Array.from(telling, (n) => noise[n])), 1e-12)
  const own = Math.max(spread ** 2 - usual ** 2, 0)
  const pixels = (n: number) => Math.sqrt((own + noise[n] ** 2) / (own + usual ** 2))
  const logNoise = (n: number) => Math.log(Math.max(noise[n] / usual, 1e-3))
  const logSize = (n: number) =>
    Math.min(Math.log(Math.max(Math.abs(values[n]) / (spread * pixels(n)), 1e-3)), MOST_LOG)
  const noises = Float64Array.from(telling, logNoise)
  const sizes = Float64Array.from(telling, logSize)
  const [centre, size] = [mean(noises), mean(sizes)]
  let [square, product] = [0, 0]
  for (let k = 0; k < noises.length; k++) {
    square += (noises[k] - centre) ** 2
    product += (noises[k] - centre) * (sizes[k] - size)
  }
  const variance = square / Math.max(1, telling.length)
  const power = product / Math.max(1, telling.length) / variance
  const error = Math.sqrt(LOG_VARIANCE / (telling.length * variance))
  const grains = power > SIGNIFICANCE * error ? power : 0
  const factor = (n: number) => pixels(n) * (grains > 0 ? Math.exp(grains * (logNoise(n) - centre)) : 1)
  return { factor, usualNoise: usual }
}

function mean(values: Float64Array): number {
  let sum = 0
  for (let k = 0; k < values.length; k++) sum += values[k]
  return sum / Math.max(1, values.length)
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
  const ofKind: number[][] = Object.values(SURROUNDINGS).map(() => [])
  surroundings.forEach((kind, n) => {
    if (kind !== SURROUNDINGS.ordinary) ofKind[kind].push(n)
  })
  const inDeviations = (c: number, which: readonly number[]) =>
    which.filter((n) => !Number.isNaN(residuals[c][n])).map((n) => residuals[c][n] / local[c][n])
  const [place, intensity] = [[1, 2], [0]].map((components) =>
    excess(components.flatMap((c) => inDeviations(c, ofKind[SURROUNDINGS.oneSided]))),
  )
  const factors = local.map((_, c) =>
    columns.lattice.sublattices.map((_, s) =>
      Object.values(SURROUNDINGS).map((kind) => {
        if (kind === SURROUNDINGS.ordinary) return 1
        if (kind === SURROUNDINGS.corner) return Math.sqrt(1 + IN_CORNER * ((c === 0 ? intensity : place) ** 2 - 1))
        const own = ofKind[kind].filter((n) => columns.table.sublattice[n] === s)
        return excess(inDeviations(c, own))
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
