import { InputError, LacunaError } from '../../errors'
import type { Micrograph } from '../../io/micrograph'
import { throwIfAborted } from '../../progress'
import type { DetectionResult, Detector, EpochReport } from '../../session/detector'
import { count, duration, learnedPart } from '../shared/format'
import { listed, noted, outcomeOf } from './files'
import { foundIn, Judging } from './judging'
import { asProblem } from './problem'
import { isUsualSample } from '../../session/crystals'
import { openingOf } from '../../session/opening'
import { formatRectangle } from '../../session/request'
import { DEFAULT_RUN, opensAlike, type Run, runAfter, runForAnother, soundRun } from './run'
import { nameOf, readSource, type Source } from './source'
import { type AppState, initialState, isBusy, type Model } from './state'
import { Store } from './store'
import { Work } from './work'

/**
 * The actions on a detector. Each keeps the store truthful, so that what shows it need not wait: a failure becomes
 * `problem`, and besides rejects the action's promise with the error itself. Work that is overtaken (a file opened while
 * training) is aborted first, and its late reports are dropped.
 */
export class Session {
  readonly store: Store<AppState>
  readonly #detector: Detector
  readonly #work: Work
  readonly #judging: Judging
  /** What is open; null where it is simulated, or nothing. */
  #source: Source | null = null
  /** Whether a search waits for the end of an opening, since what is being opened in another way had been searched. */
  #searchAgain = false
  /** How what is open was opened. */
  #before: Parameters<typeof runForAnother>[1] = null
  /** Settles when it is known what computes. */
  #probed: Promise<void> = Promise.resolve()

  constructor(detector: Detector) {
    this.#detector = detector
    this.store = new Store(initialState(DEFAULT_RUN))
    this.#work = new Work(this.store)
    this.#judging = new Judging(this.store, detector)
  }

  probe(): Promise<void> {
    return (this.#probed = this.#probe())
  }

  async #probe(): Promise<void> {
    try {
      this.store.update({ gpu: { kind: 'ready', adapter: await this.#detector.adapter() } })
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
    if (micrograph && told(run) !== told(before)) this.#work.say(`Learns from ${learnedPart(run.region)}.`)
    const isAnew = run.crystal !== before.crystal || run.contrast !== before.contrast
    if (lattice && isAnew) void this.#describeLattice()
    if (micrograph && this.#source !== null && !opensAlike(run, before)) void this.#openAgain()
    void this.#judgeAgain()
  }

  select(selected: number | null): void {
    this.store.update({ selected })
  }

  setDrawing(drawing: boolean): void {
    if (drawing === this.store.state.drawing) return
    this.store.update({ drawing })
    if (drawing) this.#work.say('Drag over the micrograph to draw the region, or type it. Escape ends drawing.')
  }

  dismiss(): void {
    this.store.update({ problem: null })
  }

  /** Micrographs that were taken together are listed until something else is opened. */
  list(files: readonly File[]): void {
    this.store.update({ files: listed(files) })
  }

  openSample(): Promise<Micrograph> {
    const { seed, crystal } = this.store.state.run
    const read = async () => ({ micrograph: await this.#detector.openSample(seed, crystal), contents: null })
    return this.#open(`simulated micrograph, seed ${seed}`, null, read)
  }

  /** With `anew`, what was chosen for the file before does not count for this one. */
  async openFile(source: Source, { anew = false } = {}): Promise<Micrograph> {
    const name = nameOf(source)
    const read = async (run: Run, signal: AbortSignal) => {
      const options = { ...openingOf(run), thumbnails: true, signal, onProgress: this.#work.progress(signal) }
      const { contents, ...micrograph } = await this.#detector.open(await readSource(source, signal), name, options)
      return { micrograph, contents }
    }
    try {
      return await this.#open(name, source, read, anew)
    } catch (error) {
      if (error instanceof InputError) {
        this.store.update({ files: noted(this.store.state.files, source, 'cannot be read') })
      }
      throw error
    }
  }

  /** Resolves with the model. One that was cancelled is kept as far as it got, and the promise rejects. */
  async train(signal?: AbortSignal): Promise<Model> {
    const micrograph = this.#opened()
    const { run, result } = this.store.state
    const verdict = result?.verdict === 'not periodic' ? result : null
    this.store.update({ losses: [], epoch: null, model: null, result: verdict, selected: null, drawing: false })
    return this.#work.abortable(
      { activity: 'training', announcement: 'Training started.', asked: signal },
      async (signal) => {
        try {
          const summary = await this.#detector.train({
            ...run,
            signal,
            onProgress: this.#work.progress(signal),
            onEpoch: (report) => this.#epoch(signal, report),
          })
          const model: Model = { ...summary, origin: 'trained', from: micrograph.name }
          this.store.update({ model })
          this.#work.say(
            `Training finished after ${count(summary.epochs, 'epoch')}, ${duration(summary.trainSeconds)}.`,
          )
          return model
        } catch (error) {
          if (signal.aborted) this.#keepPartialModel(run, micrograph.name)
          throw error
        }
      },
    )
  }

  async pause(): Promise<void> {
    if (this.store.state.activity !== 'training') return
    await this.#work.attempt(async () => {
      await this.#detector.pause()
      // The last step may have ended the training meanwhile.
      if (this.store.state.activity === 'training') this.store.update({ activity: 'paused', announcement: 'Paused.' })
    })
  }

  async resume(): Promise<void> {
    if (this.store.state.activity !== 'paused') return
    await this.#work.attempt(async () => {
      await this.#detector.resume()
      if (this.store.state.activity === 'paused') this.store.update({ activity: 'training', announcement: 'Resumed.' })
    })
  }

  /** One step of a training that is paused, and then it is paused again. */
  async step(): Promise<void> {
    if (this.store.state.activity === 'paused') await this.#work.attempt(() => this.#detector.step())
  }

  /** Ends the running training or detection and resolves when it has ended. */
  cancel(): Promise<void> {
    return this.#work.cancel()
  }

  async detect(signal?: AbortSignal): Promise<DetectionResult> {
    this.#opened()
    const { model, result: before } = this.store.state
    if (before?.verdict === 'not periodic') return before
    if (!model) throw new LacunaError('no-model', 'train a model or load one first')
    this.store.update({ result: null, selected: null })
    return this.#work.abortable({ activity: 'detecting', announcement: 'Detecting.', asked: signal }, (signal) =>
      this.#search(signal),
    )
  }

  saveModel(): Promise<Uint8Array> {
    return this.#work.exclusive('saving', () => this.#detector.saveModel())
  }

  async loadModel(source: Source): Promise<Model> {
    await this.cancel()
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

  /** `source` is null for a simulated micrograph. Opening something else ends it. */
  async #open(
    label: string,
    source: Source | null,
    read: (run: Run, signal: AbortSignal) => Promise<Pick<AppState, 'contents'> & { micrograph: Micrograph }>,
    anew = false,
  ): Promise<Micrograph> {
    await this.cancel()
    const micrograph = await this.#work.abortable({ activity: 'opening', announcement: null }, async (signal) => {
      const asked = () => (anew ? runForAnother(this.store.state.run, this.#before) : this.store.state.run)
      const { micrograph, contents } = await read(asked(), signal)
      throwIfAborted(signal)
      const { model, micrograph: last } = this.store.state
      const wanted = asked()
      const run = runAfter(wanted, last, micrograph)
      const fresh = { lattice: null, result: null, selected: null, problem: null, drawing: false }
      const drift = driftAfter(contents, source === this.#source ? this.store.state : null)
      const opened = { micrograph, contents, drift, simulated: source === null, run }
      this.store.update({ ...this.#filesWith(source), ...fresh, ...opened })
      if (source !== this.#source) this.#searchAgain = false
      this.#source = source
      this.#before = { run, simulated: source === null }
      const isSample = source === null && isUsualSample(run.crystal)
      if (!isSample && model?.origin === 'sample') this.store.update({ model: null })
      const said = `Opened ${label}, ${micrograph.width} by ${micrograph.height} pixels.`
      this.#work.say(run === wanted ? said : `${said} The region to learn from does not lie in it, and is gone.`)
      return micrograph
    })
    // What goes wrong there is in the state; the micrograph is open all the same.
    await this.#survey(micrograph).catch(() => {})
    return micrograph
  }

  /** The same file, opened as the run now asks: what was searched is searched again, by the same model. */
  async #openAgain(): Promise<void> {
    const { result, activity } = this.store.state
    this.#searchAgain ||= result?.verdict === 'periodic' || activity === 'detecting'
    try {
      await this.openFile(this.#source!)
      const { lattice, model } = this.store.state
      if (!this.#searchAgain || !model || lattice?.verdict !== 'periodic') return
      await this.detect()
      this.#searchAgain = false
    } catch {
      // In sight.
    }
  }

  /** What came of the file that was open stays in the list, which stays while files of it are opened. */
  #filesWith(source: Source | null): Pick<AppState, 'files' | 'file'> {
    const { files, file, result } = this.store.state
    const isListed = files.some((taken) => taken.file === source)
    return {
      files: isListed ? noted(files, file, outcomeOf(result)) : [],
      file: source instanceof File ? source : null,
    }
  }

  async #search(signal: AbortSignal): Promise<DetectionResult> {
    const options = { ...this.store.state.run, signal, onProgress: this.#work.progress(signal) }
    const result = await this.#detector.detect(options)
    this.store.update({ result })
    this.#work.say(foundIn(result))
    void this.#judgeAgain()
    return result
  }

  async #load(source: Source, origin: 'loaded' | 'sample'): Promise<Model> {
    const name = nameOf(source)
    const summary = await this.#detector.loadModel(await readSource(source), name)
    const model: Model = { ...summary, origin, from: name }
    this.store.update({ model, losses: [], epoch: null, result: null, selected: null })
    this.#work.say(`Model ${name} loaded.`)
    return model
  }

  /** Looks for the lattice of what has been opened; opening something else ends it. */
  #survey(micrograph: Micrograph): Promise<void> {
    return this.#work.abortable({ activity: 'surveying', announcement: null }, async (signal) => {
      if (this.store.state.micrograph !== micrograph) return
      const { run } = this.store.state
      const lattice = await this.#detector.findLattice({ ...run, signal, onProgress: this.#work.progress(signal) })
      const result = lattice.verdict === 'not periodic' ? await this.#detector.detect(run) : null
      this.store.update({ lattice, result })
      this.#work.say(
        lattice.verdict === 'periodic'
          ? `${micrograph.name} is open, and its lattice is found.`
          : `${micrograph.name} is not periodic: ${lattice.reason}.`,
      )
    })
  }

  /** The lattice that is known, by the names of another crystal. */
  async #describeLattice(): Promise<void> {
    const { micrograph } = this.store.state
    await this.#work
      .attempt(async () => {
        const lattice = await this.#detector.findLattice(this.store.state.run)
        if (this.store.state.micrograph === micrograph) this.store.update({ lattice })
      })
      .catch(() => {})
  }

  /** Judges what was detected as the run now asks. */
  async #judgeAgain(): Promise<void> {
    await this.#work.attempt(() => this.#judging.again()).catch(() => {})
  }

  /** The micrograph to work on, if the detector is free to. */
  #opened(): Micrograph {
    const { state } = this.store
    if (!state.micrograph) throw new LacunaError('nothing-open', 'open a micrograph first')
    if (isBusy(state)) throw new LacunaError('busy', 'wait for the running work to end, or cancel it')
    return state.micrograph
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
    this.store.update({ model: { ...model, origin: 'cancelled' } })
  }
}

/** What is known of a series' drift when a file is opened; `before` is of the same file, opened in another way. */
function driftAfter(contents: AppState['contents'], before: AppState | null): AppState['drift'] {
  if (!contents) return null
  const { taken, drift } = contents
  if (drift) return { first: taken.first, shifts: drift }
  return before?.contents?.taken.image === taken.image ? before.drift : null
}

/** The training region of a run as text. */
function told({ region }: Run): string | null {
  return region && formatRectangle(region)
}
