import { type Endpoint, proxy, type Remote, releaseProxy, transfer, wrap } from 'comlink'
import { DeviceError } from '../errors'
import type { Micrograph, PatchStack } from '../io/micrograph'
import type { LongCall } from '../progress'
import { throwIfAborted } from '../progress'
import type {
  AdapterSummary,
  Asked,
  BulkAsked,
  DetectionResult,
  Detector,
  JudgedResult,
  LatticeDescription,
  OpenedMicrograph,
  OpeningAsked,
  PaperResult,
  PatchesResult,
  PatchOptions,
  SeededSearch,
  SeedsAsked,
  SeriesResult,
  TrainOptions,
  TrainSummary,
} from './detector'
import { nameOfLife, watchLife } from './life'
import { keepErrorClasses } from './worker-errors'
import type { DetectorService, LongCallName, ShortCall } from './worker-service'

/**
 * A `Detector` whose work is done in a worker that runs `worker.ts` (or in anything that speaks `DetectorService`).
 * Behaves as the in-thread detector does: signals, reports and error classes cross the boundary. Bytes that are handed
 * to it are copied once, so the caller keeps them.
 */
export class WorkerDetector implements Detector {
  readonly #remote: Remote<DetectorService>
  readonly #worker: Worker | null
  /** Rejects when the worker dies or is closed; without it every open call would wait for ever. */
  readonly #failure: Promise<never>
  #reject: (error: Error) => void = () => {}
  #dead: Error | null = null
  readonly #closed = new AbortController()
  #calls = 0

  constructor(endpoint: Worker | Endpoint) {
    keepErrorClasses()
    this.#remote = wrap<DetectorService>(endpoint)
    this.#worker = typeof Worker !== 'undefined' && endpoint instanceof Worker ? endpoint : null
    this.#failure = new Promise((_, reject) => (this.#reject = reject))
    // Nobody may be waiting when it happens; the next call reports it.
    this.#failure.catch(() => {})
    this.#worker?.addEventListener('error', (event) => this.#fail(workerFailure(event.message)))
    if (this.#worker) void this.#watch().catch(() => {})
  }

  /** A worker that answers nothing to this is watched by its errors alone. */
  async #watch(): Promise<void> {
    const life = nameOfLife()
    if (life === null) return
    await this.#remote.live(life)
    watchLife(life, this.#closed.signal, () => this.#fail(workerFailure('the browser has ended it')))
  }

  adapter(): Promise<AdapterSummary> {
    return this.#short('adapter')
  }

  open(bytes: Uint8Array, name: string, options: OpeningAsked = {}): Promise<OpenedMicrograph> {
    return this.#long('open', [copied(bytes), name], options)
  }

  openSample(seed: number, crystal: string | null = null): Promise<Micrograph> {
    return this.#short('openSample', seed, crystal)
  }

  findLattice(options: Asked = {}): Promise<LatticeDescription> {
    return this.#long('findLattice', [], options)
  }

  addBulk(bytes: Uint8Array, name: string, options: BulkAsked = {}): Promise<void> {
    return this.#long('addBulk', [copied(bytes), name], options)
  }

  train(options: TrainOptions = {}): Promise<TrainSummary> {
    return this.#long('train', [], options)
  }

  pause(): Promise<void> {
    return this.#short('pause')
  }

  resume(): Promise<void> {
    return this.#short('resume')
  }

  step(): Promise<void> {
    return this.#short('step')
  }

  detect(options: Asked = {}): Promise<DetectionResult> {
    return this.#long('detect', [], options)
  }

  detectSeeds(options: SeedsAsked): Promise<SeededSearch[]> {
    return this.#long('detectSeeds', [], options)
  }

  detectSeries(bytes: Uint8Array, options: Asked = {}): Promise<SeriesResult> {
    return this.#long('detectSeries', [copied(bytes)], options)
  }

  readFrame(bytes: Uint8Array, frame: number, options: LongCall = {}): Promise<Micrograph> {
    return this.#long('readFrame', [copied(bytes), frame], options)
  }

  judge(options: Asked = {}): Promise<JudgedResult> {
    return this.#long('judge', [], options)
  }

  detectByRule(options: Asked = {}): Promise<PaperResult> {
    return this.#long('detectByRule', [], options)
  }

  judgePatches(stack: PatchStack, options: PatchOptions = {}): Promise<PatchesResult> {
    return this.#long('judgePatches', [stack], options)
  }

  saveModel(): Promise<Uint8Array> {
    return this.#short('saveModel')
  }

  loadModel(bytes: Uint8Array, name: string, options: { ofPatches?: boolean } = {}): Promise<TrainSummary> {
    return this.#short('loadModel', copied(bytes), name, options)
  }

  async close(): Promise<void> {
    try {
      await this.#answer(() => this.#remote.close())
    } finally {
      this.#closed.abort()
      this.#fail(new DeviceError('closed', 'The detector has been closed; make a new one.'))
      this.#remote[releaseProxy]()
      this.#worker?.terminate()
    }
  }

  async #answer<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#dead) throw this.#dead
    return Promise.race([ask(), this.#failure])
  }

  #fail(error: Error): void {
    this.#dead ??= error
    this.#reject(error)
  }

  #short<T>(name: ShortCall, ...args: readonly unknown[]): Promise<T> {
    return this.#answer(() => this.#remote.short(name, args)) as Promise<T>
  }

  /** The options cross whole; their functions as proxies, their signal as a number. */
  async #long<T>(name: LongCallName, args: readonly unknown[], { signal, ...options }: LongCall): Promise<T> {
    throwIfAborted(signal)
    const call = ++this.#calls
    const abort = () => void this.#remote.abort(call)
    signal?.addEventListener('abort', abort)
    try {
      const { plain, told, callbacks } = apart(options)
      return (await this.#answer(() => {
        return this.#remote.long(call, { name, args, options: plain, told }, ...callbacks)
      })) as T
    } catch (error) {
      // The worker aborted with a reason of its own; the caller is owed the reason it gave.
      throwIfAborted(signal)
      throw error
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }
}

/** Options that can be cloned, and those that are functions, made callable from the worker. */
function apart(options: object) {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined)
  const functions = entries.filter(([, value]) => typeof value === 'function')
  return {
    plain: Object.fromEntries(entries.filter((entry) => !functions.includes(entry))) as object,
    told: functions.map(([key]) => key),
    callbacks: functions.map(([, value]) => proxy(value as (value: never) => void)),
  }
}

function copied(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice()
  return transfer(copy, [copy.buffer])
}

/** The error that a caller gets when the worker itself dies. */
export function workerFailure(cause: string): DeviceError {
  return new DeviceError(
    'worker-failed',
    `The worker that does the computing stopped${cause ? ` (${cause})` : ''}. Reload the page to start it again.`,
  )
}
