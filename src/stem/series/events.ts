import { logTwoSided } from '../math/distributions'
import type { Span } from '../math/change-points'
import { Sequence } from '../math/change-points'
import { foundAt, intensityProbability, placeProbability } from '../micrograph/score'
import { fitTail } from '../micrograph/tail'
import type { Columns } from '../micrograph/columns'
import { LOUD, LOUDER } from '../micrograph/surroundings'
import type { Courses } from './courses'

/** What happened: a defect came, went or changed in one frame alone (`blip`), or a column took another place. */
export type EventKind = 'appeared' | 'vanished' | 'moved' | 'blip'

/** A column that changes from one frame to the next. Frames are indices, lengths px of the frames. */
export interface SeriesEvent {
  kind: EventKind
  /** What appeared or vanished; of a blip what one frame alone shows, or does not show. */
  defect: 'vacancy' | 'deficit' | 'excess' | 'displacement'
  column: number
  /** The first frame of the new state. */
  frame: number
  /** Frames that show the state before, and the new one, until the column changes again or the series ends. */
  framesBefore: number
  frames: number
  /** Intensity against the columns around, before and after, and the change with its standard deviation, in %. */
  before: number
  after: number
  change: number
  changeError: number
  /** By which it moved, 0 where it is hardly there before or after, and the standard deviation along an axis. */
  shift: { x: number; y: number }
  shiftError: number
  /** −ln of how often normal scatter would do as much, and how often columns of this series do somewhere in all its frames. */
  score: number
  pValue: number
  /** The least false discovery rate at which the column is among those that change. */
  qValue: number
}

export interface Events {
  /** In the order of the frames. */
  events: SeriesEvent[]
  /** Of each column, how often bulk changes as much anywhere in the series, and the least rate at which it is found to change. */
  pValue: Float64Array
  qValue: Float64Array
  /** The p-value that parts columns that change from the rest. */
  threshold: number
}

/** A column with less than this part left is called a vacancy. */
const VACANCY = 0.25
/** A column of less than this part does not say where it stands. */
const PRESENT = 0.3
/** A state that fewer frames show is a blip. */
const LASTS = 2
/** Both kinds of change so many frames apart are one event. */
const TOGETHER = 1

const WAYS = ['intensity', 'place'] as const

/**
 * Columns that change over the series. The score of a column is that of its most unlike span of frames, by intensity and by place; bulk's
 * own scores tell how often that happens by chance anywhere in so many frames, as in a micrograph (`fitTail`); Benjamini and Hochberg's rule
 * controls the false discovery rate over all columns. Within a column that changes, every event passes the same threshold by itself.
 */
export function findEvents(courses: readonly Courses[], columns: Columns, rate: number): Events {
  const sequences = courses.map(({ residual, shown }) => ({
    intensity: new Sequence([residual[0]]),
    place: new Sequence(residual.slice(1)),
    shown: new Sequence(shown),
  }))
  const isTold = sequences.map(({ intensity }) => intensity.measured(whole(intensity)) >= 2)
  const scores = sequences.map(({ intensity, place }) => ({
    intensity: intensityScore(intensity.mostUnlike(whole(intensity)).chi2),
    place: placeScore(place.mostUnlike(whole(place)).chi2),
  }))
  const told = scores.filter((_, n) => isTold[n])
  const tails = [fitTail(told.map(({ intensity }) => intensity)), fitTail(told.map(({ place }) => place))] as const
  const judges = {
    intensity: { score: intensityScore, pValue: (score: number) => intensityProbability({ tails }, score) },
    place: { score: placeScore, pValue: (score: number) => placeProbability({ tails }, score) },
  }
  const drowned = besideLouder(
    Float64Array.from(scores, ({ intensity, place }) => Math.max(intensity, place)),
    columns,
  )
  const pValue = Float64Array.from(scores, ({ intensity, place }, n) =>
    isTold[n] && !drowned[n] ? Math.min(judges.intensity.pValue(intensity), judges.place.pValue(place)) : NaN,
  )
  const { qValue, found, threshold } = foundAt(pValue, rate)
  const events = Array.from(found.keys())
    .filter((n) => found[n])
    .flatMap((n) => {
      const history = new History(sequences[n], judges, threshold)
      return history.events().map((event) => ({ ...event, column: n, qValue: qValue[n] }))
    })
    .sort((p, q) => p.frame - q.frame || p.pValue - q.pValue)
  return { events, pValue, qValue, threshold }
}

/** No fit of a column is perfect, and its neighbours get what it leaves: beside one that changes far more, a column is not judged. */
function besideLouder(score: Float64Array, columns: Columns): boolean[] {
  const around = columns.nearest()
  return Array.from(score, (own, n) => around(n).some((k) => score[k] > LOUD && score[k] > LOUDER * own))
}

const intensityScore = (chi2: number) => -logTwoSided(Math.sqrt(chi2))
const placeScore = (chi2: number) => chi2 / 2

function whole({ length }: Sequence): Span {
  return { from: 0, to: length }
}

/** A change between two spans, as the intensity or the place shows it. */
interface Cut {
  way: Way
  before: Span
  after: Span
  isBlip: boolean
  score: number
  pValue: number
}

type Way = 'intensity' | 'place'

/** How sure a change is: −ln of how often normal scatter would do as much, and how often bulk does. */
interface Judge {
  score: (chi2: number) => number
  pValue: (score: number) => number
}

type ColumnEvent = Omit<SeriesEvent, 'column' | 'qValue'>

/** One column that changes. */
class History {
  constructor(
    /** The last is what the frames show of both. */
    readonly sequences: Readonly<Record<Way | 'shown', Sequence>>,
    readonly judges: Readonly<Record<Way, Judge>>,
    readonly threshold: number,
  ) {}

  /** Frames that stand alone are taken out first: what is left may be one state before and after. */
  events(): ColumnEvent[] {
    const { intensity, place, shown } = this.sequences
    const blips = this.#surest(WAYS.flatMap((way) => this.#blips(way)))
    const alone = new Set(blips.map(({ after }) => after.from))
    const rest = new History(
      { intensity: intensity.without(alone), place: place.without(alone), shown: shown.without(alone) },
      this.judges,
      this.threshold,
    )
    const states = rest.#surest(WAYS.flatMap((way) => rest.#states(way)))
    return [...blips.map((cut) => this.#event(cut)), ...states.map((cut) => rest.#event(cut))]
  }

  #isSure(way: Way): (chi2: number) => boolean {
    const { score, pValue } = this.judges[way]
    return (chi2) => pValue(score(chi2)) <= this.threshold
  }

  #blips(way: Way): Cut[] {
    const sequence = this.sequences[way]
    const spans = sequence.spans(this.#isSure(way))
    return spans.flatMap((span, k) =>
      spans.length > 1 && sequence.measured(span) < LASTS
        ? [this.#cut(way, { before: spans[k - 1] ?? spans[1], after: span, isBlip: true })]
        : [],
    )
  }

  #states(way: Way): Cut[] {
    const sequence = this.sequences[way]
    const isSure = this.#isSure(way)
    const lasting = sequence.spans(isSure).filter((span) => sequence.measured(span) >= LASTS)
    const states = sequence.merged(lasting, isSure)
    return states.slice(1).map((after, k) => this.#cut(way, { before: states[k], after, isBlip: false }))
  }

  #cut(way: Way, spans: Pick<Cut, 'before' | 'after' | 'isBlip'>): Cut {
    const judge = this.judges[way]
    const score = judge.score(this.sequences[way].contrast(spans.before, spans.after).chi2)
    return { way, ...spans, score, pValue: judge.pValue(score) }
  }

  /** Of changes of both kinds at a time the surer; none of the place of a column that is hardly there on one side. */
  #surest(cuts: readonly Cut[]): Cut[] {
    const kept: Cut[] = []
    for (const cut of [...cuts].sort((p, q) => q.score - p.score)) {
      const { way, before, after } = cut
      if (way === 'place' && Math.min(this.#left(before), this.#left(after)) < PRESENT) continue
      const isKnown = kept.some((other) => Math.abs(other.after.from - after.from) <= TOGETHER && other.way !== way)
      if (!isKnown) kept.push(cut)
    }
    return kept
  }

  /** What is left of the intensity, against the columns around. */
  #left(span: Span): number {
    return this.sequences.shown.mean(span)[0]
  }

  #event({ way, before, after, isBlip, score, pValue }: Cut): ColumnEvent {
    const { intensity, place, shown } = this.sequences
    const [left, right] = [this.#left(before), this.#left(after)]
    const [, x, y] = shown.contrast(before, after).change
    const { error } = intensity.contrast(before, after)
    const { error: shiftError } = place.contrast(before, after)
    const isWorse = Math.abs(right - 1) > Math.abs(left - 1)
    const state = isWorse ? right : left
    const came = isWorse ? 'appeared' : 'vanished'
    return {
      kind: isBlip ? 'blip' : way === 'place' ? 'moved' : came,
      defect: way === 'place' ? 'displacement' : state > 1 ? 'excess' : state < VACANCY ? 'vacancy' : 'deficit',
      frame: after.from,
      framesBefore: intensity.measured(before),
      frames: intensity.measured(after),
      before: 100 * left,
      after: 100 * right,
      change: 100 * (right - left),
      changeError: 100 * error[0],
      shift: { x: known(x), y: known(y) },
      shiftError: Math.hypot(shiftError[0], shiftError[1]) / Math.SQRT2,
      score,
      pValue,
    }
  }
}

function known(value: number): number {
  return Number.isNaN(value) ? 0 : value
}
