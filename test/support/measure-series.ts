import type { SeriesDefect } from '../../src/stem/simulate/series'
import type { SearchedSeries } from './series'
import { defectAt, isTrue, searchedSeries } from './series'

/** What is asked. */
export const RATE = 0.01
const SIZE = 384
/** Electrons a pixel at the brightest columns, in turns. */
const DOSES = [150, 40, 15]
const SHIFT = 0.4

/** Kinds of true events: what comes or goes and how strongly, in how many columns of a series. */
const KINDS = [
  { name: 'Sr vacancy', sublattice: 'sr', kind: 'vacancy', strength: 1 },
  { name: 'Ti vacancy', sublattice: 'ti', kind: 'vacancy', strength: 1 },
  { name: '25 % of Sr', sublattice: 'sr', kind: 'vacancy', strength: 0.25 },
  { name: '25 % of Ti', sublattice: 'ti', kind: 'vacancy', strength: 0.25 },
  { name: `shift of Sr by ${SHIFT} Å`, sublattice: 'sr', kind: 'displacement', strength: SHIFT },
  { name: `shift of Ti by ${SHIFT} Å`, sublattice: 'ti', kind: 'displacement', strength: SHIFT },
] as const
const COUNT = 2

export interface MeasuredSeries {
  dose: number
  isNull: boolean
  /** Columns that were judged for changes. */
  columns: number
  /** Those of them whose p-value is the rate or less: in a series without changes so many should be. */
  unlikely: number
  /** Events that are no change of the truth; columns with such events. */
  events: number
  falseEvents: number
  falseColumns: number
  changed: number
  /** Detections in the frames, and those that are of no defect of the truth. */
  detections: number
  falseDetections: number
  /** Of each kind the true changes and those that were found. */
  found: { made: number; found: number }[]
  /** Px, of each frame but the first. */
  driftErrors: number[]
  line: string
}

/** Every other series without a defect; doses in turns. Gives each as soon as it is known. */
export async function* measureSeries({
  series,
  firstSeed,
  frames,
  dose: only,
}: {
  series: number
  firstSeed: number
  frames: number
  dose: number | null
}): AsyncGenerator<MeasuredSeries> {
  for (let k = 0; k < series; k++) {
    const isNull = k % 2 === 0
    const dose = only ?? DOSES[Math.floor(k / 2) % DOSES.length]
    const defects = isNull ? [] : eventful(frames)
    const searched = await searchedSeries({ seed: firstSeed + k, frames, size: SIZE, dose, defects }, RATE)
    yield measured(searched, { isNull, dose, seed: firstSeed + k })
  }
}

/** Of each kind one that comes in the middle and one that goes a little later. */
function eventful(frames: number): SeriesDefect[] {
  const middle = Math.ceil(frames / 2)
  return KINDS.flatMap(({ sublattice, kind, strength }): SeriesDefect[] => [
    { sublattice, kind, strength, count: COUNT, frames: { first: middle + 1, last: frames } },
    { sublattice, kind, strength, count: COUNT, frames: { first: 1, last: middle + 2 } },
  ])
}

function measured(
  searched: SearchedSeries,
  { isNull, dose, seed }: { isNull: boolean; dose: number; seed: number },
): MeasuredSeries {
  const { judged, truth, drift, frames } = searched
  const wrong = judged.events.filter((event) => !isTrue(searched, event))
  const told = new Set(
    judged.events.filter((event) => isTrue(searched, event)).map(({ column }) => defectAt(searched, column)),
  )
  const found = KINDS.map((kind) => {
    const own = truth.defects.flatMap((defect, n) =>
      defect.sublattice === kind.sublattice &&
      defect.kind === kind.kind &&
      (kind.kind === 'displacement' || Math.abs(defect.strength - kind.strength) < 0.1)
        ? [n]
        : [],
    )
    return { made: own.length, found: own.filter((n) => told.has(n)).length }
  })
  const detections = judged.detections.flatMap((those, t) => (those ?? []).map(({ column }) => ({ column, t })))
  const isDefect = ({ column, t }: { column: number; t: number }) => {
    const defect = truth.defects[defectAt(searched, column)]
    return defect !== undefined && t + 1 >= defect.frames.first && t + 1 <= defect.frames.last
  }
  const falseDetections = detections.filter((one) => !isDefect(one)).length
  const driftErrors = drift.slice(1).map(({ x, y }, n) => {
    const real = truth.drift[n + 1]
    return Math.hypot(x - drift[0].x - real.x + truth.drift[0].x, y - drift[0].y - real.y + truth.drift[0].y)
  })
  const columns = judged.pValue.filter((p) => !Number.isNaN(p)).length
  const counts = `${judged.events.length} events, ${wrong.length} false; ${detections.length} detections in ${frames.length} frames, ${falseDetections} false`
  return {
    dose,
    isNull,
    columns,
    unlikely: judged.pValue.filter((p) => p <= RATE).length,
    events: judged.events.length,
    falseEvents: wrong.length,
    falseColumns: new Set(wrong.map(({ column }) => column)).size,
    changed: new Set(judged.events.map(({ column }) => column)).size,
    detections: detections.length,
    falseDetections,
    found,
    driftErrors,
    line: `seed ${seed}, dose ${dose}, ${isNull ? 'nothing changes' : `${truth.defects.length} columns change`}: ${counts}`,
  }
}

/** Two tables: what is false, and what was found. */
export function summary(all: readonly MeasuredSeries[]): string {
  const sum = (some: readonly MeasuredSeries[], value: (one: MeasuredSeries) => number) =>
    some.reduce((total, one) => total + value(one), 0)
  const doses = [...new Set(all.map(({ dose }) => dose))]
  const groups = [
    ...doses.map((dose) => [`${dose}`, all.filter((one) => one.dose === dose)] as const),
    ['all', all] as const,
  ]
  const quiet = groups.map(([name, some]) => {
    const own = some.filter(({ isNull }) => isNull)
    const withEvents = own.filter(({ events }) => events > 0).length
    return `| ${[
      name,
      own.length,
      sum(own, ({ columns }) => columns),
      `${sum(own, ({ unlikely }) => unlikely)} (${(RATE * sum(own, ({ columns }) => columns)).toFixed(0)})`,
      `${withEvents} (${chance(own.length)} by chance at most)`,
      sum(own, ({ falseDetections }) => falseDetections),
    ].join(' | ')} |`
  })
  const busy = groups.map(([name, some]) => {
    const own = some.filter(({ isNull }) => !isNull)
    const part = (k: number) => {
      const [found, made] = [sum(own, (one) => one.found[k].found), sum(own, (one) => one.found[k].made)]
      return `${found} of ${made}`
    }
    const changed = sum(own, (one) => one.changed)
    return `| ${[
      name,
      `${sum(own, (one) => one.falseColumns)} of ${changed}`,
      `${sum(own, (one) => one.falseDetections)} of ${sum(own, (one) => one.detections)}`,
      ...KINDS.map((_, k) => part(k)),
    ].join(' | ')} |`
  })
  const errors = all.flatMap(({ driftErrors }) => driftErrors).sort((p, q) => p - q)
  const at = (part: number) => errors[Math.min(errors.length - 1, Math.floor(part * errors.length))].toFixed(2)
  return [
    '| dose | series without changes | columns | p ≤ 1 % (expected) | series with an event | false detections |\n|---|--:|--:|--:|--:|--:|',
    ...quiet,
    '',
    `| dose | columns falsely said to change | false detections | ${KINDS.map(({ name }) => name).join(' | ')} |`,
    `|---|${'--:|'.repeat(KINDS.length + 2)}`,
    ...busy,
    '',
    `drift of ${errors.length} frames: off by ${at(0.5)} px (median), ${at(0.95)} px (95 %)`,
  ].join('\n')
}

/** How many of so many series have a false event by chance at most, with 97.5 %, each by the asked rate. */
function chance(series: number): number {
  let [left, most] = [1, 0]
  let term = (1 - RATE) ** series
  for (left -= term; left > 0.025; left -= term) {
    most++
    term *= ((series - most + 1) / most) * (RATE / (1 - RATE))
  }
  return most
}
