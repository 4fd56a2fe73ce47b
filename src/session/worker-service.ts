import { type ProxyMarked, releaseProxy, type Remote, transfer } from 'comlink'
import type { Micrograph } from '../io/micrograph'
import type { LongCall, Progress } from '../progress'
import type {
  AdapterSummary,
  DetectionResult,
  DetectOptions,
  Detector,
  EpochReport,
  JudgedResult,
  LatticeDescription,
  LatticeOptions,
  TrainOptions,
  TrainSummary,
} from './detector'

/** A function that lives on the other side of the boundary. */
type Callback<T> = Remote<((value: T) => void) & ProxyMarked>

/** What crosses the boundary: options without their functions and signal, which travel beside them. */
export type PlainTrainOptions = Pick<TrainOptions, 'preset' | 'seed' | 'epochs' | 'region'>
export type PlainLatticeOptions = Pick<LatticeOptions, 'crystal'>
export type PlainDetectOptions = Pick<DetectOptions, 'rate' | 'crystal'>

/**
 * The worker's side of `WorkerDetector`: any `Detector`, made callable by messages. An `AbortSignal` cannot be cloned, so
 * a long call carries a number instead and `abort(call)` aborts the signal that the detector sees.
 */
export class DetectorService {
  readonly #detector: Detector
  readonly #running = new Map<number, AbortController>()

  constructor(detector: Detector) {
    this.#detector = detector
  }

  adapter(): Promise<AdapterSummary> {
    return this.#detector.adapter()
  }

  async open(bytes: Uint8Array, name: string): Promise<Micrograph> {
    return sendMicrograph(await this.#detector.open(bytes, name))
  }

  async openSample(seed: number): Promise<Micrograph> {
    return sendMicrograph(await this.#detector.openSample(seed))
  }

  async findLattice(
    call: number,
    options: PlainLatticeOptions,
    onProgress: Callback<Progress> | null,
  ): Promise<LatticeDescription> {
    return this.#reporting(call, onProgress, (long) => this.#detector.findLattice({ ...options, ...long }))
  }

  async train(
    call: number,
    options: PlainTrainOptions,
    onProgress: Callback<Progress> | null,
    onEpoch: Callback<EpochReport> | null,
  ): Promise<TrainSummary> {
    const epochs = new Relay(onEpoch)
    try {
      return await this.#reporting(call, onProgress, (long) =>
        this.#detector.train({ ...options, ...long, onEpoch: epochs.send }),
      )
    } finally {
      await epochs.close()
    }
  }

  pause(): Promise<void> {
    return this.#detector.pause()
  }

  resume(): Promise<void> {
    return this.#detector.resume()
  }

  step(): Promise<void> {
    return this.#detector.step()
  }

  async detect(
    call: number,
    options: PlainDetectOptions,
    onProgress: Callback<Progress> | null,
  ): Promise<DetectionResult> {
    const result = await this.#reporting(call, onProgress, (long) => this.#detector.detect({ ...options, ...long }))
    if (result.verdict === 'not periodic') return result
    // The detector keeps the columns, to judge them again; the pictures, which are far larger, were made for this result alone.
    const { heat, prediction } = result.pictures
    return moved(result, prediction ? [heat, prediction] : [heat])
  }

  judge(call: number, options: PlainDetectOptions, onProgress: Callback<Progress> | null): Promise<JudgedResult> {
    return this.#reporting(call, onProgress, (long) => this.#detector.judge({ ...options, ...long }))
  }

  async saveModel(): Promise<Uint8Array> {
    const bytes = await this.#detector.saveModel()
    return moved(bytes, [bytes])
  }

  loadModel(bytes: Uint8Array, name: string): Promise<TrainSummary> {
    return this.#detector.loadModel(bytes, name)
  }

  abort(call: number): void {
    this.#running.get(call)?.abort()
  }

  close(): Promise<void> {
    for (const controller of this.#running.values()) controller.abort()
    return this.#detector.close()
  }

  async #reporting<T>(
    call: number,
    onProgress: Callback<Progress> | null,
    work: (long: Required<LongCall>) => Promise<T>,
  ): Promise<T> {
    const progress = new Relay(onProgress)
    const controller = new AbortController()
    this.#running.set(call, controller)
    try {
      return await work({ signal: controller.signal, onProgress: progress.send })
    } finally {
      this.#running.delete(call)
      await progress.close()
    }
  }
}

/**
 * Calls a callback across the boundary. Each callback has a message port of its own, so its last report could overtake
 * the call's own answer; `close` waits for it, and a caller never hears of progress after the promise has settled.
 */
class Relay<T> {
  readonly #callback: Callback<T> | null
  #last: Promise<unknown> = Promise.resolve()

  constructor(callback: Callback<T> | null) {
    this.#callback = callback
  }

  readonly send = (value: T): void => {
    // The far side's own failure is the far side's to report; it must not stop the training.
    if (this.#callback) this.#last = call(this.#callback, value).catch(() => {})
  }

  async close(): Promise<void> {
    await this.#last
    this.#callback?.[releaseProxy]()
  }
}

/** comlink's conditional types do not resolve over a generic argument; this is the one place that says what they mean. */
function call<T>(callback: Callback<T>, value: T): Promise<unknown> {
  return (callback as unknown as (value: T) => Promise<unknown>)(value)
}

/** The detector trains on its micrograph, so the page gets a copy; the copy itself is moved, not cloned again. */
function sendMicrograph(micrograph: Micrograph): Micrograph {
  const data = micrograph.data.slice()
  return moved({ ...micrograph, data }, [data])
}

/** Marks the arrays' memory to be moved instead of copied; arrays that share a buffer name it once. */
function moved<T extends object>(value: T, arrays: readonly ArrayBufferView[]): T {
  return transfer(value, [...new Set(arrays.map((array) => array.buffer as ArrayBuffer))])
}
