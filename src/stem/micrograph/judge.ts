import type { LongCall } from '../../progress'
import { counter } from '../../progress'
import type { Plane } from '../lattice/spectrum'
import { robustSpread } from '../math/robust'
import { absenceProbability } from './absence'
import { coherentParts } from './coherent'
import type { Columns } from './columns'
import type { Deviations, Levelled } from './deviations'
import { levelled } from './deviations'
import { around, dislocationRegions, dislocations } from './dislocations'
import { kriged, regressed } from './explain'
import { clusters, endOfCrystal, holes } from './extended'
import type { JointFit } from './joint-fit'
import { LinearTwin } from './linear-twin'
import type { LocalStrain } from './local-strain'
import { localStrain } from './local-strain'
import type { Leak } from './leak'
import type { Filtered } from './matched-filter'
import type { Phases } from './phases'
import { columnDisplacements, findPhases } from './phases'
import type { Region } from './regions'
import type { Opinion } from './opinion'
import { presentColumns } from './present'
import { phaseRegions } from './regions'
import type { Found, Scored } from './score'
import { noiseAround } from './scatter'
import { foundAt, scoreColumns } from './score'
import type { Member, Predictor, Weights } from './stack'
import { MEMBERS, stacked } from './stack'
import { besideDefects, surroundingsOf } from './surroundings'

/**
 * Each time the defects found before are taken for defects when bulk's scatter is learned; until there are no others, or of hundreds fewer than one in a hundred:
 * a few beside the threshold change nothing of what all the rest tell.
 */
const ROUNDS = 6
const UNSETTLED = 0.01
/** The rate at which a column is taken for a defect then: always the same, so that p-values do not depend on the rate asked. */
const CLEANING_RATE = 0.01

/** What is known of every column before it is judged. */
export interface ColumnMeasures {
  fit: JointFit
  /** What the filters see of the model's prediction, px of the micrograph; NaN where it predicted nothing. */
  prediction: Filtered
  /** What of a column's own change the prediction follows, by sublattice. */
  leak: readonly Leak[]
}

export interface JudgedColumns {
  /** 0 for columns that were not judged: cut by the edge, between two phases, or part of a region. */
  seen: Uint8Array
  fit: JointFit
  /** What is usual around each column, how each differs, what of that is explained, and what is left, brought to one scatter. */
  own: Levelled
  explained: Deviations
  residuals: Deviations
  /** How much each predictor counted, by sublattice. */
  weights: readonly Weights[]
  scored: Scored & Found
  /** 1 for places side by side at which there is no column. */
  hole: Uint8Array
  phases: Phases
  regions: Region[]
  displacement: { x: Float32Array; y: Float32Array }
  strain: LocalStrain
}

/** What each predictor says, when it is asked. */
export type Ask = Readonly<Record<Member, () => Opinion>>

function everyone(asked: Ask): Predictor[] {
  return MEMBERS.map((name) => ({ name, opinion: asked[name]() }))
}

/**
 * From fits to scores. Phases are kept apart; slow changes over the field of view are taken off, then what neighbours and
 * model predict; what is left is scored. What is extended becomes a region and is no longer among the found. Reports the
 * stage `judge`. Of the predictors, comparisons choose those that are `heard`.
 */
export async function judgeColumns(
  { fit, prediction, leak }: ColumnMeasures,
  columns: Columns,
  picture: Plane,
  { rate, heard = everyone, ...call }: LongCall & { rate: number; heard?: (asked: Ask) => readonly Predictor[] },
): Promise<JudgedColumns> {
  const advance = counter('judge', 'round', ROUNDS, call)
  const present = presentColumns(fit, columns)
  const { parts, atFault } = coherentParts(columns)
  const hole = holes({ seen: fit.seen, present }, columns, picture)
  const { end, besideMask } = endOfCrystal(hole, columns, picture)
  // Columns at the end, as beside what is masked, are fitted with others on one side only.
  const whole = present.map((is, n) => (end[n] || besideMask[n] ? 0 : is))
  const phases = findPhases(columns.within(parts), fit, whole)
  const turning = dislocations(columns)
  const { core, bent } = around(turning, columns)
  const seen = fit.seen.map((is, n) => (phases.boundary[n] || hole[n] || end[n] || besideMask[n] || core[n] ? 0 : is))
  const ofOnePhase = columns.within(parts.map((part, n) => 2 * part + phases.label[n]))
  const predicted = levelled(prediction, seen, new Uint8Array(columns.count), ofOnePhase).deviations
  let known: Uint8Array = new Uint8Array(columns.count)
  const sides = surroundingsOf(seen, bent, ofOnePhase)
  // What the fit leaves of the pixels tells both, so both vary alike.
  const noisy = noiseAround(fit.heightNoise, columns)
  const noise = [fit.heightNoise, fit.shiftNoise].map((values) => {
    const usual = columns.medians(values)
    return noisy.map((part, n) => part * usual[columns.table.sublattice[n]])
  })
  let surroundings = sides
  let twin: LinearTwin | null = null
  for (let round = 1; ; round++) {
    const own = levelled(fit, seen, known, ofOnePhase)
    const expected = withoutLeak(predicted, own.deviations, leak, columns)
    const predictors = heard({
      kriging: () => kriged(own.deviations, known, ofOnePhase),
      linear: () => (twin ??= new LinearTwin(picture, ofOnePhase)).opinion({ fit, own, known }),
      vae: () => regressed(own.deviations, expected, known, ofOnePhase),
    })
    const { explained, residuals, weights } = stacked(own.deviations, predictors, known, ofOnePhase)
    const [ofHeight, ofShift] = noise.map((values) => values.map((value, n) => value / own.level[n]))
    const clues = { known: round === 1 ? null : known, surroundings, noise: [ofHeight, ofShift, ofShift] as const }
    const scored = scoreColumns(residuals, columns, clues)
    admitAbsent(scored, own.deviations[0], residuals[0], columns)
    const { found } = foundAt(scored.pValue, CLEANING_RATE)
    const settled = haveSettled(found, known)
    known = found
    surroundings = besideDefects({ known, score: scored.score }, sides, columns)
    await advance(`Judging the columns, round ${round}`)
    if (round === 1 || (!settled && round < ROUNDS)) continue
    const asked = foundAt(scored.pValue, rate)
    const { regions, part } = clusters(asked.found, { seen, phases, end, atFault }, columns)
    return {
      seen: seen.map((is, n) => (part[n] ? 0 : is)),
      fit,
      own,
      explained,
      residuals,
      weights,
      scored: { ...scored, ...asked, found: asked.found.map((is, n) => (part[n] ? 0 : is)) },
      hole,
      phases,
      regions: [...phaseRegions(phases, columns), ...dislocationRegions(turning, columns), ...regions],
      displacement: columnDisplacements(phases, fit, columns),
      strain: localStrain(fit, ordinary(present, asked.found), ofOnePhase),
    }
  }
}

function haveSettled(found: Uint8Array, known: Uint8Array): boolean {
  let all = 0
  let turned = 0
  for (let n = 0; n < found.length; n++) {
    all += found[n]
    if (found[n] !== known[n]) turned++
  }
  return turned <= UNSETTLED * all
}

/** Columns that are there and no defects. */
function ordinary(present: Uint8Array, found: Uint8Array): Uint8Array {
  return present.map((is, n) => (found[n] ? 0 : is))
}

/**
 * Gives columns of which hardly anything is left, by what stands around and by what neighbours predict alike, the p-value of that,
 * where it is less than their own.
 */
function admitAbsent(
  { pValue, byNoise }: Scored,
  change: Float32Array,
  residual: Float32Array,
  columns: Columns,
): void {
  const even = change.map((value, n) => value / byNoise[n])
  columns.lattice.sublattices.forEach((_, s) => {
    const { from, to } = columns.of(s)
    const spread = robustSpread(even.subarray(from, to))
    for (let n = from; n < to; n++) {
      const left = 1 + (change[n] + residual[n]) / 2
      pValue[n] = Math.min(pValue[n], absenceProbability(left, spread * byNoise[n]))
    }
  })
}

/** What the model predicts from a column's surroundings alone. */
function withoutLeak(
  predicted: Deviations,
  own: Deviations,
  leak: readonly Leak[],
  { table: { sublattice } }: Columns,
): Deviations {
  const [intensity, dx, dy] = predicted.map((values, c) =>
    values.map((value, n) => value - leak[sublattice[n]][c === 0 ? 'intensity' : 'shift'] * own[c][n]),
  )
  return [intensity, dx, dy]
}
