import { LacunaError } from '../../errors'
import type { Detector, PeriodicResult, SeriesResult } from '../../session/detector'
import { seriesRecord } from '../../session/files/frames'
import { micrographRecord } from '../../session/files/record'
import { count } from '../shared/format'
import { t } from '../language/message'
import { type Series, seriesOf } from './series'
import { readSource, type Source } from './source'
import type { AppState } from './state'
import type { Store } from './store'
import type { Work } from './work'

/** Searches the frames of a series, and shows one after another. */
export class SeriesSearch {
  readonly #store: Store<AppState>
  readonly #detector: Detector
  readonly #work: Work
  readonly #source: () => Source | null
  #asked = 0

  constructor(store: Store<AppState>, detector: Detector, work: Work, source: () => Source | null) {
    this.#store = store
    this.#detector = detector
    this.#work = work
    this.#source = source
  }

  detect(asked?: AbortSignal): Promise<SeriesResult> {
    const kind = { activity: 'detecting' as const, announcement: t`Searching every frame.`, ...(asked && { asked }) }
    return this.#work.abortable(kind, async (signal) => {
      const { result: sum, micrograph, run, review } = this.#store.state
      const source = this.#source()
      if (sum?.verdict !== 'periodic' || !micrograph || source === null)
        throw new LacunaError('no-result', 'detect first: the frames are searched at the columns of their sum')
      const bytes = await readSource(source, signal)
      const onProgress = this.#work.progress(signal)
      const result = await this.#detector.detectSeries(bytes, { ...run, signal, onProgress })
      const record = seriesRecord(micrographRecord(micrograph, sum, sum.circumstances, { review: review.now }), result)
      this.#store.update({ series: { sum, result, record, shown: null } })
      this.#work.say(t`${count(result.events.length, 'event')} in ${result.frames.length} frames.`)
      return result
    })
  }

  /** Shows a frame, and a column in it; null for the sum. What is asked for meanwhile is shown instead. */
  async show(index: number | null, column: number | null = null): Promise<void> {
    const asked = ++this.#asked
    const series = seriesOf(this.#store.state)
    const source = this.#source()
    if (!series || source === null) return
    if (index === null) {
      if (!series.shown) return
      this.#store.update({ series: { ...series, shown: null } })
      return
    }
    const frame = series.result.frames[index]
    const micrograph =
      series.shown?.index === index
        ? series.shown.micrograph
        : await this.#work.attempt(async () => this.#detector.readFrame(await readSource(source), frame.frame))
    if (asked !== this.#asked || seriesOf(this.#store.state) !== series) return
    const found = foundIn(series, index)
    const selected = found.result.findings.findIndex((one) => one.column === column)
    const { columns } = found.result
    const shown = {
      index,
      micrograph,
      found,
      selected: selected < 0 ? null : selected,
      at: column === null ? null : { x: columns.x[column], y: columns.y[column] },
    }
    this.#store.update({ series: { ...series, shown }, selected: null })
    this.#work.say(t`Frame ${frame.frame}: ${count(found.detections.length, 'detection')}.`)
  }

  /** Chooses a detection of the frame that is shown. */
  select(selected: number | null): void {
    const series = seriesOf(this.#store.state)
    if (series?.shown) this.#store.update({ series: { ...series, shown: { ...series.shown, selected, at: null } } })
  }
}

/** What was found in one frame, as if it were a micrograph of its own. */
function foundIn({ sum, result }: Series, index: number): PeriodicResult {
  const { drift, detections, findings } = result.frames[index]
  const { columns } = sum.result
  const places = { x: columns.x.map((x) => x + drift.x), y: columns.y.map((y) => y + drift.y) }
  const own = { columns: { ...columns, ...places }, findings: findings ?? [], alike: [], unusual: [], regions: [] }
  return {
    ...sum,
    result: { ...sum.result, ...own },
    detections: detections ?? [],
    pictures: { heat: new Float32Array(sum.pictures.heat.length), prediction: null },
  }
}
