import { judgedAlike } from '../../session/request'
import { LacunaError } from '../../errors'
import type { Micrograph } from '../../io/micrograph'
import { throwIfAborted } from '../../progress'
import type { DetectionResult, Detector, EpochReport, Reviewed } from '../../session/detector'
import type { SummaryRow } from '../../session/files/summary'
import { count, duration, learnedPart } from '../shared/format'
import { t } from '../language/message'
import { listed } from './files'
import { foundIn, Judging } from './judging'
import { Opener } from './opener'
import { Batch, summaryRows } from './batch'
import { EpochTimes } from './epoch-times'
import { asProblem } from './problem'
import { NO_REVIEW } from './review'
import { Reviewing } from './reviewing'
import { isUsualSample } from '../../session/crystals'
import { formatRectangle } from '../../session/request'
import { DEFAULT_RUN, opensAlike, type Run, soundRun } from './run'
import { SeedSearch } from './seed-search'
import { SeriesSearch } from './series-search'
import { nameOf, readSource, type Source } from './source'
import { type AppState, epochsBehind, initialState, isBusy, type Model } from './state'
import { Store } from './store'
import { Work } from './work'

/**
 * The actions on a detector. Each keeps the store truthful, so that what shows it need not wait: a failure becomes
 * `problem`, and besides rejects the action's promise with the error itself. Work that is overtaken (a file opened while
 * training) is aborted first, and its late reports are dropped.
 */
export class Session {
  readonly store: Store<AppState>
  /** What a person says of the result. */
  readonly reviewing: Reviewing
  readonly #detector: Detector
  readonly #work: Work
  readonly #judging: Judging
  readonly #opener: Opener
  readonly #batch: Batch
  /** The frames of a series. */
  readonly series: SeriesSearch
  /** Searches from other seeds. */
  readonly seeds: SeedSearch
  readonly #times = new EpochTimes()
  /** Settles when it is known what computes. */
  #probed: Promise<void> = Promise.resolve()

  constructor(detector: Detector) {
    this.#detector = detector
    this.store = new Store(initialState(DEFAULT_RUN))
    this.reviewing = new Reviewing(this.store)
    this.#work = new Work(this.store)
    this.#judging = new Judging(this.store, detector)
    this.#opener = new Opener(this.store, detector, this.#work)
    this.series = new SeriesSearch(this.store, detector, this.#work, () => this.#opener.source)
    this.seeds = new SeedSearch(this.store, detector, this.#work)
    this.#batch = new Batch(this.store, {
      open: (file) => this.openFile(file, { anew: true }),
      train: (signal) => this.train(signal),
      detect: (signal) => this.detect(signal),
      say: (announcement) => this.say(announcement),
      cancel: () => this.#work.cancel(),
    })
  }

  probe(): Promise<void> {
    return (this.#probed = this.#probe())
  }

  async #probe(): Promise<void> {
    try {
      const adapter = await this.#detector.adapter()
      this.store.update({ gpu: { kind: 'ready', adapter } })
      this.#tellTimes()
    } catch (error) {
      this.store.update({ gpu: { kind: 'none', problem: asProblem(error) } })
    }
  }

  /** What no run can be made of is refused as a problem, and the run stays as it is. */
  setRun(change: Partial<Run> | (() => Partial<Run>)): void {
    const { run: before, lattice } = this.store.state
    try {
      const changed = typeof change === 'function' ? change() : change
      this.store.update({ run: soundRun({ ...before, ...changed }) })
    } catch (error) {
      this.#work.fail(error)
      return
    }
    const { run, micrograph } = this.store.state
    if (micrograph && told(run) !== told(before)) this.#work.say(t`Learns from ${learnedPart(run.region)}.`)
    const isAnew = run.crystal !== before.crystal || run.contrast !== before.contrast
    if (lattice && isAnew) void this.#opener.describeLattice()
    if (!opensAlike(run, before)) void this.#opener.openAgain(() => this.detect())
    void this.#judgeAgain()
  }

  /** What is open, as a file or its address; null where it is simulated, or nothing. */
  get source(): Source | null {
    return this.#opener.source
  }

  /** Opens and searches all files of the list, one after the other. */
  detectAll(): Promise<void> {
    return this.#batch.run()
  }

  /** What came of each file of the list. */
  summary(): SummaryRow[] {
    return summaryRows(this.store.state)
  }

  /** Shows what a session's file holds of the micrograph that is open. */
  restore(result: DetectionResult | null, review: readonly Reviewed[], selected: number | null): void {
    this.store.update({ result, restored: result !== null, review: { ...NO_REVIEW, now: review } })
    this.select(result?.detections?.[selected ?? -1] ? selected : null)
  }

  /** Of what was found in the open micrograph: if a frame of it is looked at, the whole is again. */
  select(selected: number | null): void {
    void this.series.show(null)
    this.store.update({ selected })
  }

  setDrawing(drawing: boolean): void {
    if (drawing === this.store.state.drawing) return
    this.store.update({ drawing, ...(drawing && { adding: false }) })
    if (drawing) this.#work.say(t`Drag over the micrograph to draw the region, or type it. Escape ends drawing.`)
  }

  setAdding(adding: boolean): void {
    if (adding === this.store.state.adding) return
    this.store.update({ adding, ...(adding && { drawing: false }) })
    if (adding) this.#work.say(t`Click a column, or go to it with the arrow keys and press Enter. Escape ends adding.`)
  }

  /** Work that needs no detector: its failure is shown as any other, and its success takes an older one away. */
  async attempt<T>(work: () => Promise<T>): Promise<T> {
    this.dismiss()
    return this.#work.attempt(work)
  }

  say(announcement: string): void {
    this.#work.say(announcement)
  }

  dismiss(): void {
    this.store.update({ problem: null })
  }

  /** Micrographs that were taken together are listed until something else is opened. */
  list(files: readonly File[]): void {
    this.store.update({ files: listed(files) })
  }

  /** Of the crystal of this name, which the run then has, or of the run's own. */
  openSample(crystal?: string): Promise<Micrograph> {
    return this.#opener.openSample(crystal)
  }

  /** With `anew`, what was chosen for the file before does not count for this one. */
  openFile(source: Source, options: { anew?: boolean } = {}): Promise<Micrograph> {
    return this.#opener.openFile(source, options)
  }

  /**
   * Resolves with the model. One that was cancelled is kept as far as it got, and the promise rejects; `further` goes on with it, where
   * the run still asks for the same, and gives what training without a break would have given.
   */
  async train(asked?: AbortSignal, options: { further?: boolean } = {}): Promise<Model> {
    const micrograph = this.#opened()
    const { run, result, losses, epoch } = this.store.state
    const further = options.further === true && epochsBehind(this.store.state) > 0
    const verdict = result?.verdict === 'not periodic' ? result : null
    this.store.update({
      losses: further ? losses : [],
      epoch: further ? epoch : null,
      model: null,
      unfinished: null,
      result: verdict,
      selected: null,
      drawing: false,
      adding: false,
    })
    return this.#work.abortable({ activity: 'training', announcement: t`Training started.`, asked }, async (signal) => {
      try {
        const summary = await this.#detector.train({
          ...run,
          further,
          signal,
          onProgress: this.#work.progress(signal),
          onEpoch: (report) => this.#epoch(signal, report),
        })
        const model: Model = { ...summary, origin: 'trained', from: micrograph.name }
        this.store.update({ model })
        if (!further) this.#measured(run.preset, summary.trainSeconds / summary.epochs)
        this.#work.say(t`Training finished after ${count(summary.epochs, 'epoch')}, ${duration(summary.trainSeconds)}.`)
        return model
      } catch (error) {
        if (signal.aborted) this.#keepPartialModel(run, micrograph.name)
        throw error
      }
    })
  }

  async pause(): Promise<void> {
    if (this.store.state.activity !== 'training') return
    await this.#work.attempt(async () => {
      await this.#detector.pause()
      // The last step may have ended the training meanwhile.
      if (this.store.state.activity === 'training') this.store.update({ activity: 'paused', announcement: t`Paused.` })
    })
  }

  async resume(): Promise<void> {
    if (this.store.state.activity !== 'paused') return
    await this.#work.attempt(async () => {
      await this.#detector.resume()
      if (this.store.state.activity === 'paused') this.store.update({ activity: 'training', announcement: t`Resumed.` })
    })
  }

  /** One step of a training that is paused, and then it is paused again. */
  async step(): Promise<void> {
    if (this.store.state.activity === 'paused') await this.#work.attempt(() => this.#detector.step())
  }

  /** Ends the running training or detection and resolves when it has ended. */
  cancel(): Promise<void> {
    return this.store.state.batch ? this.#batch.cancel() : this.#work.cancel()
  }

  async detect(signal?: AbortSignal): Promise<DetectionResult> {
    this.#opened()
    const { model, result: before } = this.store.state
    if (before?.verdict === 'not periodic') return before
    if (!model) throw new LacunaError('no-model', 'train a model or load one first')
    this.store.update({ result: null, selected: null, adding: false })
    return this.#work.abortable({ activity: 'detecting', announcement: t`Detecting.`, asked: signal }, (signal) =>
      this.#search(signal),
    )
  }

  saveModel(): Promise<Uint8Array> {
    return this.#work.exclusive('saving', () => this.#detector.saveModel())
  }

  /** Ends a training or a search, which another model changes; waits for what opens a micrograph and looks for its lattice. */
  async loadModel(source: Source): Promise<Model> {
    const { activity, batch } = this.store.state
    if (batch || !['opening', 'surveying'].includes(activity)) await this.cancel()
    return this.#work.exclusive('opening', () => this.#load(source, 'loaded'))
  }

  /**
   * Searches the simulated micrograph with the model at this address, unless there is another, or nothing that could apply it.
   * Opening something else ends it.
   */
  async searchSample(address: string): Promise<void> {
    await this.#probed
    if (this.store.state.gpu.kind !== 'ready') return
    await this.#work.abortable({ activity: 'detecting', announcement: null }, async (signal) => {
      const { simulated, model, run } = this.store.state
      if (!simulated || !isUsualSample(run.crystal) || (model && model.origin !== 'sample')) return
      if (!model) await this.#load(address, 'sample')
      throwIfAborted(signal)
      await this.#search(signal)
    })
  }

  /** Ends everything; the session cannot be used after it. */
  async close(): Promise<void> {
    this.#work.abort()
    await this.#detector.close()
  }

  async #search(signal: AbortSignal): Promise<DetectionResult> {
    const options = { ...this.store.state.run, signal, onProgress: this.#work.progress(signal) }
    const result = await this.#detector.detect(options)
    this.store.update({ result, restored: false })
    this.#work.say(foundIn(result))
    void this.#judgeAgain()
    return result
  }

  async #load(source: Source, origin: 'loaded' | 'sample'): Promise<Model> {
    const name = nameOf(source)
    const summary = await this.#detector.loadModel(await readSource(source), name)
    const model: Model = { ...summary, origin, from: name }
    this.store.update({ model, unfinished: null, losses: [], epoch: null, result: null, selected: null })
    this.#work.say(t`Model ${name} loaded.`)
    return model
  }

  /** Judges what was detected as the run now asks; what the detector has not found itself it searches for. */
  async #judgeAgain(): Promise<void> {
    const { restored, result, run, model } = this.store.state
    if (restored && result?.verdict === 'periodic') {
      if (!judgedAlike(result.asked, run) && model) await this.detect().catch(() => {})
      return
    }
    await this.#work.attempt(() => this.#judging.again()).catch(() => {})
  }

  /** The micrograph to work on, if the detector is free to. */
  #opened(): Micrograph {
    const { state } = this.store
    if (!state.micrograph) throw new LacunaError('nothing-open', 'open a micrograph first')
    // A model is saved in no time: what begins meanwhile waits for it.
    if (isBusy(state) && state.activity !== 'saving')
      throw new LacunaError('busy', 'wait for the running work to end, or cancel it')
    return state.micrograph
  }

  /** Keeps how long a training took: the next one says it beforehand. */
  #measured(preset: Run['preset'], seconds: number): void {
    const { gpu } = this.store.state
    if (gpu.kind === 'ready') this.#times.measured(gpu.adapter, preset, seconds)
    this.#tellTimes()
  }

  #tellTimes(): void {
    const { gpu } = this.store.state
    if (gpu.kind !== 'ready') return
    const { adapter } = gpu
    const known = (['fast', 'paper'] as const).flatMap((preset) => {
      const seconds = this.#times.of(adapter, preset)
      return seconds === null ? [] : [[preset, seconds] as const]
    })
    this.store.update({ epochSeconds: Object.fromEntries(known) })
  }

  #epoch(signal: AbortSignal, report: EpochReport): void {
    if (signal.aborted) return
    // An epoch that a lost adapter has cut short is reported again.
    this.store.update({ epoch: report, losses: [...this.store.state.losses.slice(0, report.epoch - 1), report.loss] })
  }

  /** What was learned before the training was cut short is kept by the detector, and can be used. */
  #keepPartialModel(run: Run, from: string): void {
    const { preset, seed } = run
    const { epoch } = this.store.state
    if (!epoch) return
    const { epoch: epochs, loss } = epoch
    const model = { preset, seed, epochs, region: run.region, loss, trainSeconds: null, from }
    this.store.update({ model: { ...model, origin: 'cancelled' }, unfinished: { run, epochs } })
  }
}

/** The training region of a run as text. */
function told({ region }: Run): string | null {
  return region && formatRectangle(region)
}
