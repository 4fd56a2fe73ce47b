import type { LongCall } from '../../progress'
import type { Detection } from '../micrograph/detections'
import { kindOf } from '../micrograph/detections'
import type { Found } from '../micrograph/score'
import { foundAt } from '../micrograph/score'
import type { Engine } from '../../kernels'
import { placeOf } from './coarse'
import { LearnedSurroundings } from './learned'
import type { Expectation, Weights } from './expectation'
import { learnedExpectation, linearExpectation } from './expectation'
import type { JudgedSites } from './judge'
import { judgeSites } from './judge'
import type { Ordered } from './order'
import { away, columnsIn } from './spots'
import type { Spot } from './spots'
import { BLIND } from './surroundings'

/**
 * Surroundings that linear least squares explain less of leave something to learn; and where their prediction has ridges, it cannot tell
 * which place holds a column, while columns of sharper ones have merged.
 */
const SHARP = 0.9
/** A column that has left its place is looked for so far from it, and what stands there has at least this part of its height; pixels. */
const FREEDOM = 0.5 * BLIND
const PRESENT = 0.3
/** Of detections that are nearer to each other the less probable is the one; the other saw it. */
const APART = 0.75 * BLIND

/** Every column that the surroundings of its place predict, judged. Lengths are px of the micrograph. */
export interface JudgedSurroundings {
  /** Part of held-out variance that surroundings explain. */
  explained: number
  /** How much each predictor counts; null in files of earlier versions. */
  weights: Weights | null
  /** Of a column from what is darkest beside it. */
  radius: number
  /** A predicted column's median height, blurred as in the pictures, in the micrograph's units; NaN in files of earlier versions. */
  columnHeight: number
  columns: {
    count: number
    x: Float64Array
    y: Float64Array
    /** Over a predicted column's median. */ height: Float64Array
  }
  scored: Pick<JudgedSites, 'score' | 'pValue'> & Pick<Found, 'qValue' | 'threshold'>
  /** `column` is the entry in `columns`. */
  findings: Detection[]
}

/** What a search without a lattice has measured: enough to judge it at whatever rate. */
export interface SurroundingsEvidence {
  ordered: Ordered
  sites: JudgedSites
  expected: Pick<Expectation, 'explained' | 'weights'>
}

/** Whether linear least squares leave so much of a picture that a model may learn more. */
export function leavesMuch({ explained }: Ordered): boolean {
  return explained < SHARP
}

/** Judges columns by what linear least squares make of their surroundings. Reports the stage `judge`. */
export async function searchSurroundings(ordered: Ordered, call: LongCall): Promise<SurroundingsEvidence> {
  return judgedBy(linearExpectation(ordered), ordered, call)
}

/** Judges them by blind-spot VAEs as well, which learn the picture first. Reports the stages `train`, `predict` and `judge`. */
export async function learnAndSearch(
  engine: Engine,
  ordered: Ordered,
  { seed, ...call }: LongCall & { seed: number },
): Promise<SurroundingsEvidence> {
  const learned = await LearnedSurroundings.of(engine, ordered.picture, { seed, ...call })
  try {
    return await judgedBy(await learnedExpectation(ordered, learned, call), ordered, call)
  } finally {
    learned.release()
  }
}

async function judgedBy(expected: Expectation, ordered: Ordered, call: LongCall): Promise<SurroundingsEvidence> {
  const sites = await judgeSites(ordered.picture, expected, { withRidges: !leavesMuch(ordered), ...call })
  return { ordered, sites, expected }
}

/** `rate`: the part of the detections that may be false. */
export function judgedSurroundings(
  { ordered, sites, expected: { explained, weights } }: SurroundingsEvidence,
  rate: number,
): JudgedSurroundings {
  const { picture } = ordered
  const { spots, score, pValue, ground } = sites
  const { qValue, found, threshold } = foundAt(pValue, rate)
  const standing = columnsIn(picture).spots
  const places = spots.map((spot) => placeOf(spot, picture))
  const usual = usualHeight(sites)
  const surest = Array.from(spots.keys())
    .filter((n) => found[n])
    .sort((m, n) => pValue[m] - pValue[n] || score[n] - score[m])
  const kept: number[] = []
  for (const n of surest) if (kept.every((m) => away(spots[m], spots[n]) > APART)) kept.push(n)
  return {
    explained,
    weights,
    radius: picture.radius,
    columnHeight: usual,
    columns: {
      count: spots.length,
      x: Float64Array.from(places, ({ x }) => x),
      y: Float64Array.from(places, ({ y }) => y),
      height: Float64Array.from(spots, ({ value }, n) => (value - ground + sites.change[n]) / usual),
    },
    scored: { score, pValue, qValue, threshold },
    findings: kept.map((n) => ({ ...described(n, sites, standing, ordered), qValue: qValue[n] })),
  }
}

function usualHeight({ spots, ground }: JudgedSites): number {
  const heights = spots.map(({ value }) => value - ground).sort((p, q) => p - q)
  return heights[heights.length >> 1]
}

/** Kind and size of what stands at a site, against what its surroundings predict. */
function described(
  n: number,
  { spots, ground, sigma, change, spread, score, pValue }: JudgedSites,
  standing: readonly Spot[],
  { picture }: Ordered,
): Omit<Detection, 'qValue'> {
  const site = spots[n]
  const expected = site.value - ground
  const column = whereItStands(site, standing, ground + PRESENT * expected)
  const left = column ? (column.value - ground) / expected : 1 + change[n] / expected
  const strength = 100 * (left - 1)
  const strengthError = (100 * spread.change[n]) / expected
  const [dx, dy] = column ? [column.x - site.x, column.y - site.y] : [0, 0]
  // The slope at the middle of a Gaussian that is off by d is its height · d / σ².
  const displacementError = (spread.slope[n] * sigma ** 2) / expected
  const shiftScore = (0.5 * (dx ** 2 + dy ** 2)) / displacementError ** 2
  return {
    column: n,
    kind: kindOf({ strength, error: strengthError, shiftScore }, []),
    ...placeOf(column ?? site, picture),
    strength,
    strengthError,
    dx: dx * picture.step,
    dy: dy * picture.step,
    displacementError: displacementError * picture.step,
    score: score[n],
    pValue: pValue[n],
  }
}

/** The brightest column near a site; null where nothing is left of it. */
function whereItStands(site: Spot, standing: readonly Spot[], least: number): Spot | null {
  const near = standing.filter((spot) => away(spot, site) < FREEDOM && spot.value > least)
  return near.reduce<Spot | null>((best, spot) => (best && best.value >= spot.value ? best : spot), null)
}
