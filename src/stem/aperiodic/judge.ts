import type { LongCall } from '../../progress'
import { counter } from '../../progress'
import type { Plane } from '../lattice/spectrum'
import { logTwoSided } from '../math/distributions'
import { foundAt, intensityProbability, placeProbability } from '../micrograph/score'
import { firstTail, fitTail } from '../micrograph/tail'
import type { Expectation } from './expectation'
import type { Sites } from './sites'
import { sitesOf } from './sites'
import { away } from './spots'
import type { Spot } from './spots'
import { REACH } from './surroundings'

/** Rounds in which defects are found, and ordinary columns put in their places. */
const ROUNDS = 4
/** False discovery rate at which a column counts as a defect before what is asked is. */
const CLEANING_RATE = 0.05
/** The part of ordinary columns that are replaced, too, rather than leave a defect to their neighbours. */
const SUSPICIOUS = 0.02
/** Sites that are no further apart are the same, pixels. */
const SAME = 2
/** To so many σ a defect is replaced as a whole, and from there on less and less up to so many. */
const WHOLE = 2
const EXTENT = 3.5

/** Every place where a column is predicted, judged; entry n of each array belongs to site n. */
export interface JudgedSites extends Sites {
  /** −ln of how often normal scatter would do as much, and how often this picture's columns do. */
  score: Float64Array
  pValue: Float64Array
}

/**
 * Judges columns by what their surroundings predict. A defect is part of its neighbours' surroundings, so it is replaced by what they
 * predict, and all are predicted anew. Reports the stage `judge`.
 */
export async function judgeSites(
  picture: Plane,
  { prediction, predict }: Pick<Expectation, 'prediction' | 'predict'>,
  { withRidges, ...call }: LongCall & { withRidges: boolean },
): Promise<JudgedSites> {
  const advance = counter('judge', 'round', ROUNDS, call)
  let judged = judgeOnce(picture, prediction, { found: null, withRidges })
  await advance('Judging the columns, round 1')
  let mended: Defect[] = []
  let expected = prediction
  for (let round = 2; round <= ROUNDS; round++) {
    const found = defects(judged)
    const before = mended
    mended = chosen(suspects(judged), before)
    // Mended in the same places, a picture has the same prediction but for details.
    const stays =
      mended.length === before.length && mended.every((one) => before.some((other) => away(one, other) < SAME))
    if (!stays) expected = await predict(mend(picture, judged, mended), call.signal ? { signal: call.signal } : {})
    judged = judgeOnce(picture, expected, { found, withRidges })
    await advance(`Judging the columns, round ${round}`)
  }
  return judged
}

/** A place where something else than an ordinary column stands. */
interface Defect extends Spot {
  pValue: number
}

function defects({ spots, pValue }: JudgedSites): Defect[] {
  const { found } = foundAt(pValue, CLEANING_RATE)
  return spots.flatMap((spot, n) => (found[n] ? [{ ...spot, pValue: pValue[n] }] : []))
}

/**
 * What stands out so far that it may be a defect. An ordinary column that is replaced by what is expected changes little, but defects that are
 * left make so many columns around look odd that none can be told from chance.
 */
function suspects({ spots, pValue }: JudgedSites): Defect[] {
  return spots.flatMap((spot, n) => (pValue[n] < SUSPICIOUS ? [{ ...spot, pValue: pValue[n] }] : []))
}

/**
 * What was mended before and is still suspected, and of the others, which may be because of their neighbours alone, the least
 * probable as far as a crop reaches.
 */
function chosen(suspected: readonly Defect[], before: readonly Defect[]): Defect[] {
  const stays = suspected.filter((one) => before.some((other) => away(one, other) < SAME))
  const fresh = suspected.filter((one) => !stays.includes(one))
  const surest = fresh.filter((one) =>
    fresh.every((other) => other === one || away(one, other) > REACH || other.pValue > one.pValue),
  )
  return [...stays, ...surest]
}

/** The picture with what surroundings predict in the places of defects, and smoothly on into the rest. */
function mend(picture: Plane, { left, sigma }: JudgedSites, mended: readonly Spot[]): Plane {
  const { width, height } = picture
  const data = picture.data.slice()
  const [whole, end] = [WHOLE * sigma, EXTENT * sigma]
  const part = new Float32Array(data.length)
  for (const { x, y } of mended) {
    for (let v = Math.max(0, Math.ceil(y - end)); v <= Math.min(height - 1, y + end); v++) {
      for (let u = Math.max(0, Math.ceil(x - end)); u <= Math.min(width - 1, x + end); u++) {
        const share = (end - Math.hypot(u - x, v - y)) / (end - whole)
        part[v * width + u] = Math.max(part[v * width + u], Math.min(1, share))
      }
    }
  }
  part.forEach((share, at) => {
    if (share > 0 && !Number.isNaN(left[at])) data[at] -= share * left[at]
  })
  return { ...picture, data }
}

/** `found`: the defects that are known; null before any have been looked for. */
function judgeOnce(
  picture: Plane,
  prediction: Float32Array,
  { found, withRidges }: { found: readonly Spot[] | null; withRidges: boolean },
): JudgedSites {
  const isKnown = (spot: Spot) => found?.some((other) => away(spot, other) < SAME) ?? false
  const sites = sitesOf(picture, prediction, { isKnown, withRidges })
  const { spots, change, slope, spread } = sites
  const intensityScore = change.map((value, n) => -logTwoSided(Math.abs(value / spread.change[n])))
  const placeScore = slope.x.map((value, n) => (0.5 * (value ** 2 + slope.y[n] ** 2)) / spread.slope[n] ** 2)
  const bulk = Array.from(spots.keys()).filter((n) => !isKnown(spots[n]))
  const tailOf = (scores: Float64Array) => (found ? fitTail : firstTail)(bulk.map((n) => scores[n]))
  const tails = [tailOf(intensityScore), tailOf(placeScore)] as const
  return {
    ...sites,
    score: intensityScore.map((value, n) => Math.max(0, Math.max(value, placeScore[n]) - Math.LN2)),
    pValue: intensityScore.map((value, n) =>
      Math.min(intensityProbability({ tails }, value), placeProbability({ tails }, placeScore[n])),
    ),
  }
}
