import { type Endpoint, proxy, type Remote, releaseProxy, transfer, wrap } from 'comlink'
import { DeviceError } from '../errors'
import type { Micrograph } from '../io/micrograph'
import { throwIfAborted } from '../progress'
import type {
  AdapterSummary,
  DetectionResult,
  DetectOptions,
  Detector,
  JudgedResult,
  LatticeDescription,
  LatticeOptions,
  TrainOptions,
  TrainSummary,
} from './detector'
import { keepErrorClasses } from './worker-errors'
import type { DetectorService } from './worker-service'

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
  #calls = 0

  constructor(endpoint: Worker | Endpoint) {
    keepErrorClasses()
    this.#remote = wrap<DetectorService>(endpoint)
    this.#worker = typeof Worker !== 'undefined' && endpoint instanceof Worker ? endpoint : null
    this.#failure = new Promise((_, reject) => (this.#reject = reject))
    // Nobody may be waiting when it happens; the next call is told.
    this.#failure.catch(() => {})
    this.#worker?.addEventListener('error', (event) => this.#fail(workerFailure(event.message)))
  }

  adapter(): Promise<AdapterSummary> {
    return this.#answer(() => this.#remote.adapter())
  }

  open(bytes: Uint8Array, name: string): Promise<Micrograph> {
    return this.#answer(() => this.#remote.open(copied(bytes), name))
  }

  openSample(seed: number): Promise<Micrograph> {
    return this.#answer(() => this.#remote.openSample(seed))
  }

  findLattice({ signal, onProgress, crystal }: LatticeOptions = {}): Promise<LatticeDescription> {
    const find = (call: number) => this.#remote.findLattice(call, { crystal }, proxied(onProgress))
    return this.#abortable<LatticeDescription>(signal, find)
  }

  train({ signal, onProgress, onEpoch, preset, seed, epochs, region }: TrainOptions): Promise<TrainSummary> {
    const plain = { preset, seed, epochs, region }
    return this.#abortable(signal, (call) => this.#remote.train(call, plain, proxied(onProgress), proxied(onEpoch)))
  }

  pause(): Promise<void> {
    return this.#answer(() => this.#remote.pause())
  }

  resume(): Promise<void> {
    return this.#answer(() => this.#remote.resume())
  }

  step(): Promise<void> {
    return this.#answer(() => this.#remote.step())
  }

  detect({ signal, onProgress, rate, crystal }: DetectOptions = {}): Promise<DetectionResult> {
    const detect = (call: number) => this.#remote.detect(call, { rate, crystal }, proxied(onProgress))
    return this.#abortable<DetectionResult>(signal, detect)
  }

  judge({ signal, onProgress, rate, crystal }: DetectOptions = {}): Promise<JudgedResult> {
    return this.#abortable(signal, (call) => this.#remote.judge(call, { rate, crystal }, proxied(onProgress)))
  }

  saveModel(): Promise<Uint8Array> {
    return this.#answer(() => this.#remote.saveModel())
  }

  loadModel(bytes: Uint8Array, name: string): Promise<TrainSummary> {
    return this.#answer(() => this.#remote.loadModel(copied(bytes), name))
  }

  async close(): Promise<void> {
    try {
      await this.#answer(() => this.#remote.close())
    } finally {
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

  async #abortable<T>(signal: AbortSignal | undefined, start: (call: number) => Promise<T>): Promise<T> {
    throwIfAborted(signal)
    const call = ++this.#calls
    const abort = () => void this.#remote.abort(call)
    signal?.addEventListener('abort', abort)
    try {
      return await this.#answer(() => start(call))
    } catch (error) {
      // The worker aborted with a reason of its own; the caller is owed the reason it gave.
      throwIfAborted(signal)
      throw error
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }
}

/** A listener that can be called from the worker. */
function proxied<T extends (value: never) => void>(listener: T | undefined) {
  return listener ? proxy(listener) : null
}

function copied(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice()
  return transfer(copy, [copy.buffer])
}

/** What a caller is told when the worker itself dies. */
export function workerFailure(cause: string): DeviceError {
  return new DeviceError(
    'worker-failed',
    `The worker that does the computing stopped${cause ? ` (${cause})` : ''}. Reload the page to start it again.`,
  )
}
