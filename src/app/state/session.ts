import { InputError, LacunaError } from '../../errors'
import type { Micrograph } from '../../io/micrograph'
import type { Progress } from '../../progress'
import type { Detector, EpochReport } from '../../session/detector'
import { count, duration } from '../shared/format'
import type { Run } from './run'
import { type Activity, type AppState, initialState, isBusy, type Problem } from './state'
import { Store } from './store'

/** Progress is said aloud at these shares of the way: often enough to know it lives, rarely enough to stay quiet. */
const SPOKEN_SHARE = 0.25

/**
 * The page's actions on a detector. Each keeps the store truthful and none throws: a failure becomes `problem`. Work that
 * is overtaken (a file opened while training) is aborted first, and its late reports are dropped.
 */
export class Session {
  readonly store: Store<AppState>
  readonly #detector: Detector
  #work: AbortController | null = null
  /** Settles when the detector is free: everything that needs it to itself queues here. */
  #free: Promise<void> = Promise.resolve()

  constructor(detector: Detector, run: Run) {
    this.#detector = detector
    this.store = new Store(initialState(run))
  }

  async probe(): Promise<void> {
    try {
      this.store.update({ gpu: { kind: 'ready', adapter: await this.#detector.adapter() } })
    } catch (error) {
      this.store.update({ gpu: { kind: 'none', problem: asProblem(error) } })
    }
  }

  setRun(change: Partial<Run>): void {
    this.store.update({ run: { ...this.store.state.run, ...change } })
  }

  select(selected: number | null): void {
    this.store.update({ selected })
  }

  dismiss(): void {
    this.store.update({ problem: null })
  }

  openSample(): Promise<void> {
    const { seed } = this.store.state.run
    return this.#open(`simulated micrograph, seed ${seed}`, true, () => this.#detector.openSample(seed))
  }

  openFile(file: File): Promise<void> {
    return this.#open(file.name, false, async () => this.#detector.open(await readBytes(file), file.name))
  }

  async train(): Promise<void> {
    const { micrograph, run } = this.store.state
    if (!micrograph || isBusy(this.store.state)) return
    this.store.update({ losses: [], epoch: null, model: null, result: null, selected: null })
    await this.#abortable('training', 'Training started.', async (signal) => {
      try {
        const summary = await this.#detector.train({
          preset: run.preset,
          seed: run.seed,
          epochs: run.epochs ?? undefined,
          signal,
          onProgress: this.#progress(signal),
          onEpoch: (report) => this.#epoch(signal, report),
        })
        this.store.update({ model: { ...summary, origin: 'trained', from: micrograph.name } })
        this.#say(`Training finished after ${count(summary.epochs, 'epoch')}, ${duration(summary.trainSeconds)}.`)
      } catch (error) {
        if (signal.aborted) this.#keepPartialModel(run, micrograph.name)
        throw error
      }
    })
  }

  async pause(): Promise<void> {
    if (this.store.state.activity !== 'training') return
    await this.#attempt(async () => {
      await this.#detector.pause()
      // The last step may have ended the training meanwhile.
      if (this.store.state.activity === 'training') this.store.update({ activity: 'paused', announcement: 'Paused.' })
    })
  }

  async resume(): Promise<void> {
    if (this.store.state.activity !== 'paused') return
    await this.#attempt(async () => {
      await this.#detector.resume()
      if (this.store.state.activity === 'paused') this.store.update({ activity: 'training', announcement: 'Resumed.' })
    })
  }

  /** Ends the running training or detection and resolves when it has ended. */
  async cancel(): Promise<void> {
    if (!this.#work) return
    const { activity } = this.store.state
    this.store.update({ activity: 'cancelling' })
    this.#work.abort()
    // A paused training would not get as far as hearing of it.
    if (activity === 'paused') await this.#attempt(() => this.#detector.resume())
    await this.#free
  }

  async detect(): Promise<void> {
    const { micrograph, model } = this.store.state
    if (!micrograph || !model || isBusy(this.store.state)) return
    this.store.update({ result: null, selected: null })
    await this.#abortable('detecting', 'Detecting.', async (signal) => {
      const result = await this.#detector.detect({ signal, onProgress: this.#progress(signal) })
      this.store.update({ result })
      const found = result.detections.length
      this.#say(
        found
          ? `${count(found, 'detection')}, listed in the table.`
          : 'Nothing found that the crystal does not explain.',
      )
    })
  }

  async saveModel(): Promise<Uint8Array | null> {
    let bytes: Uint8Array | null = null
    await this.#exclusive('saving', async () => {
      bytes = await this.#detector.saveModel()
    })
    return bytes
  }

  async loadModel(file: File): Promise<void> {
    await this.cancel()
    await this.#exclusive('opening', async () => {
      const summary = await this.#detector.loadModel(await readBytes(file), file.name)
      const model = { ...summary, origin: 'loaded', from: file.name } as const
      this.store.update({ model, losses: [], epoch: null, result: null, selected: null })
      this.#say(`Model ${file.name} loaded.`)
    })
  }

  async #open(label: string, simulated: boolean, read: () => Promise<Micrograph>): Promise<void> {
    await this.cancel()
    await this.#exclusive('opening', async () => {
      const micrograph = await read()
      this.store.update({ micrograph, simulated, result: null, selected: null, problem: null })
      this.#say(`Opened ${label}, ${micrograph.width} by ${micrograph.height} pixels.`)
    })
  }

  async #abortable(
    activity: Activity,
    announcement: string,
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const controller = new AbortController()
    this.#work = controller
    this.#say(announcement)
    await this.#exclusive(activity, async () => {
      try {
        await work(controller.signal)
      } catch (error) {
        if (!controller.signal.aborted) throw error
        this.#say('Cancelled.')
      } finally {
        this.#work = null
      }
    })
  }

  #exclusive(activity: Activity, work: () => Promise<void>): Promise<void> {
    this.#free = this.#free.then(async () => {
      this.store.update({ activity, progress: null, problem: null })
      await this.#attempt(work)
      this.store.update({ activity: 'idle', progress: null })
    })
    return this.#free
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      const problem = asProblem(error)
      this.store.update({ problem, announcement: problem.message })
    }
  }

  #progress(signal: AbortSignal): (progress: Progress) => void {
    let spoken = SPOKEN_SHARE
    return (progress) => {
      if (signal.aborted) return
      this.store.update({ progress })
      if (progress.total > 0 && progress.done / progress.total >= spoken && spoken < 1) {
        this.#say(`${progress.message}, ${Math.round(100 * spoken)} %`)
        spoken += SPOKEN_SHARE
      }
    }
  }

  #epoch(signal: AbortSignal, report: EpochReport): void {
    if (signal.aborted) return
    this.store.update({ epoch: report, losses: [...this.store.state.losses, report.loss] })
  }

  /** What was learnt before the training was cut short is kept by the detector, and can be used. */
  #keepPartialModel({ preset, seed }: Run, from: string): void {
    const { epoch } = this.store.state
    if (!epoch) return
    const { epoch: epochs, loss } = epoch
    this.store.update({ model: { preset, seed, epochs, loss, trainSeconds: null, origin: 'cancelled', from } })
  }

  #say(announcement: string): void {
    this.store.update({ announcement })
  }
}

async function readBytes(file: File): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer())
  } catch (cause) {
    const hint = 'the browser cannot read it any more; it may have been moved or changed. Choose it again.'
    throw new InputError('unreadable', file.name, hint, { cause })
  }
}

/** Errors of Lacuna are written for the reader; of any other, the page at least says that it is one. */
function asProblem(error: unknown): Problem {
  if (error instanceof LacunaError) return { code: error.code, message: error.message }
  const cause = error instanceof Error ? error.message : String(error)
  return { code: 'unexpected', message: `Something went wrong that Lacuna has no words for: ${cause}` }
}
