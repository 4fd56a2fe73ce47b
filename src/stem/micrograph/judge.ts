import type { LongCall } from '../../progress'
import { counter } from '../../progress'
import type { Plane } from '../lattice/spectrum'
import type { Columns } from './columns'
import type { Deviations } from './deviations'
import { amplitudes, deviationsOf, levelled } from './deviations'
import { unexplained } from './explain'
import { clusters, endOfCrystal, holes } from './extended'
import type { Leak } from './leak'
import type { Measured } from './measure'
import { columnDisplacements, findPhases } from './phases'
import type { Region } from './regions'
import { phaseRegions } from './regions'
import type { Scored } from './score'
import { scoreColumns } from './score'

/** Each time the defects found before are taken for defects when bulk's scatter is learned; until there are no others. */
const ROUNDS = 4

/** A column of less than this part of its sublattice's height is not there. */
const PRESENT = 0.3

/** What is known of every column before it is judged. */
export interface ColumnMeasures extends Pick<Measured, 'seen' | 'input' | 'prediction'> {
  /** What of a column's own change the prediction follows, by sublattice. */
  leak: readonly Leak[]
}

export interface JudgedColumns {
  /** 0 for columns that were not judged: cut by the edge, between two phases, or part of a region. */
  seen: Uint8Array
  /** What the filters say of each column, and what is left of it. */
  linear: Deviations
  residuals: Deviations
  scored: Scored
  /** 1 for places side by side at which there is no column. */
  hole: Uint8Array
  regions: Region[]
  displacement: { x: Float32Array; y: Float32Array }
}

/**
 * From filters to scores. Phases are kept apart; slow changes over the field of view are taken off, then what neighbours and
 * model predict; what is left is scored. What is extended becomes a region and is no longer among the found. Reports the
 * stage `judge`.
 */
export async function judgeColumns(
  { seen: uncut, input, prediction, leak }: ColumnMeasures,
  columns: Columns,
  picture: Pick<Plane, 'width' | 'height'>,
  { rate, ...call }: LongCall & { rate: number },
): Promise<JudgedColumns> {
  const advance = counter('judge', 'round', ROUNDS, call)
  const { sublattice } = columns.table
  const amplitude = amplitudes(input, uncut, columns)
  const present = uncut.map((is, n) => (is && input.height[n] > PRESENT * amplitude[sublattice[n]] ? 1 : 0))
  const phases = findPhases(columns, present)
  const hole = holes(uncut, present, columns)
  const end = endOfCrystal(hole, columns, picture)
  const seen = uncut.map((is, n) => (phases.boundary[n] || hole[n] || end[n] ? 0 : is))
  const ofOnePhase = columns.within(phases.label)
  const linear = deviationsOf(input, amplitude, seen, columns)
  const own = levelled(linear, ofOnePhase)
  const predicted = levelled(deviationsOf(prediction, amplitude, seen, columns), ofOnePhase)
  const surroundings = withoutLeak(predicted, own, leak, columns)
  let found: Uint8Array = new Uint8Array(columns.count)
  for (let round = 1; ; round++) {
    const residuals = unexplained(own, [surroundings], found, ofOnePhase)
    const scored = scoreColumns(residuals, columns, round === 1 ? null : found, rate)
    const settled = scored.found.every((is, n) => is === found[n])
    found = scored.found
    await advance(`Judging the columns, round ${round}`)
    if (round === 1 || (!settled && round < ROUNDS)) continue
    const { regions, part } = clusters(found, phases, columns)
    return {
      seen: seen.map((is, n) => (part[n] ? 0 : is)),
      linear,
      residuals,
      scored: { ...scored, found: found.map((is, n) => (part[n] ? 0 : is)) },
      hole,
      regions: [...phaseRegions(phases, columns), ...regions],
      displacement: columnDisplacements(phases, columns),
    }
  }
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
