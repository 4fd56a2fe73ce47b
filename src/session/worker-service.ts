import { type ProxyMarked, releaseProxy, type Remote, transfer } from 'comlink'
import type { Micrograph } from '../io/micrograph'
import type { Detector } from './detector'
import { holdLife } from './life'

/** Calls that end when they end. */
export type ShortCall = 'adapter' | 'openSample' | 'pause' | 'resume' | 'step' | 'saveModel' | 'loadModel'
/** Calls that are ended by a signal and that report: the options, of which these are a part, come last. */
export type LongCallName =
  | 'open'
  | 'findLattice'
  | 'addBulk'
  | 'train'
  | 'detect'
  | 'detectSeeds'
  | 'detectSeries'
  | 'readFrame'
  | 'judge'
  | 'detectByRule'
  | 'judgePatches'

/** A function that lives on the other side of the boundary. */
export type Callback = Remote<((value: never) => void) & ProxyMarked>

/** A long call as it crosses the boundary: its options without their functions, whose names are in `told`. */
export interface PlainCall {
  name: LongCallName
  args: readonly unknown[]
  options: object
  told: readonly string[]
}

/**
 * The worker's side of `WorkerDetector`: any `Detector`, made callable by messages. An `AbortSignal` cannot be cloned, so
 * a long call carries a number instead and `abort(call)` aborts the signal that the detector sees; its listeners travel
 * beside the options, which are handed on whole.
 */
export class DetectorService {
  readonly #detector: Detector
  readonly #running = new Map<number, AbortController>()

  constructor(detector: Detector) {
    this.#detector = detector
  }

  async short(name: ShortCall, args: readonly unknown[]): Promise<unknown> {
    return sent(name, await this.#method(name)(...args))
  }

  /** `callbacks` are the functions of the options, in the order of `told`; comlink makes them callable at the top level alone. */
  async long(call: number, { name, args, options, told }: PlainCall, ...callbacks: Callback[]): Promise<unknown> {
    const relays = callbacks.map((callback) => new Relay(callback))
    const listeners = Object.fromEntries(relays.map(({ send }, k) => [told[k], send]))
    const controller = new AbortController()
    this.#running.set(call, controller)
    try {
      const whole = { ...options, ...listeners, signal: controller.signal }
      return sent(name, await this.#method(name)(...args, whole))
    } finally {
      this.#running.delete(call)
      for (const relay of relays) await relay.close()
    }
  }

  /** Names come from the proxy of the same interface, so its own types vouch for the arguments. */
  #method(name: ShortCall | LongCallName): (...args: readonly unknown[]) => Promise<unknown> {
    const detector = this.#detector as unknown as Record<string, (...args: readonly unknown[]) => Promise<unknown>>
    return (...args) => detector[name](...args)
  }

  abort(call: number): void {
    this.#running.get(call)?.abort()
  }

  /** From now on this worker's end is heard of; see `life.ts`. */
  live(name: string): Promise<void> {
    return holdLife(name)
  }

  close(): Promise<void> {
    for (const controller of this.#running.values()) controller.abort()
    return this.#detector.close()
  }
}

/**
 * Calls a callback across the boundary. Each callback has a message port of its own, so its last report could overtake
 * the call's own answer; `close` waits for it, and a caller never hears of progress after the promise has settled.
 */
class Relay {
  readonly #callback: Callback
  #last: Promise<unknown> = Promise.resolve()

  constructor(callback: Callback) {
    this.#callback = callback
  }

  readonly send = (value: unknown): void => {
    // comlink's conditional types do not resolve over a generic argument; this is the one place that says what they mean.
    const callback = this.#callback as unknown as (value: unknown) => Promise<unknown>
    // The far side's own failure is the far side's to report; it must not stop the training.
    this.#last = callback(value).catch(() => {})
  }

  async close(): Promise<void> {
    await this.#last
    this.#callback[releaseProxy]()
  }
}

/** What a call returns, with what is large moved instead of copied where the detector has no further use for it. */
function sent(name: ShortCall | LongCallName, value: unknown): unknown {
  switch (name) {
    case 'open':
    case 'openSample': {
      // The detector trains on its micrograph, so the page gets a copy; the copy itself is moved, not cloned again.
      const micrograph = value as Micrograph
      const data = micrograph.data.slice()
      return moved({ ...micrograph, data }, [data])
    }
    case 'saveModel':
      return moved(value as Uint8Array, [value as Uint8Array])
    case 'detect': {
      const result = value as Awaited<ReturnType<Detector['detect']>>
      if (!result.pictures) return result
      // The detector keeps the columns, to judge them again; the pictures, far larger, were made for this result alone.
      const { heat, prediction, phase } = result.pictures
      return moved(result, [heat, ...(prediction ? [prediction] : []), ...(phase ? [phase] : [])])
    }
    default:
      return value
  }
}

/** Marks the arrays' memory to be moved instead of copied; arrays that share a buffer name it once. */
function moved<T extends object>(value: T, arrays: readonly ArrayBufferView[]): T {
  return transfer(value, [...new Set(arrays.map((array) => array.buffer as ArrayBuffer))])
}
