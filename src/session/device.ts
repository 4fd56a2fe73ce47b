import { DeviceError, isDeviceLoss } from '../errors'
import type { Engine } from '../kernels'

/** What a detector computes on: opened when it is first needed, and anew when it has been lost. */
export class Device {
  readonly #open: () => Promise<Engine>
  #engine: Promise<Engine> | null = null
  #closed = false

  /** `open` gives a new one each time. */
  constructor(open: () => Promise<Engine>) {
    this.#open = open
  }

  /** One that is not known to be lost. */
  async engine(): Promise<Engine> {
    const engine = await (this.#engine ?? this.#opened())
    return engine.lost ? this.insteadOf(engine) : engine
  }

  /** Another one. Throws a DeviceError where the device has been closed meanwhile: nobody is left to go on for. */
  async insteadOf(lost: Engine): Promise<Engine> {
    lost.close()
    return this.#opened()
  }

  async #opened(): Promise<Engine> {
    if (this.#closed) throw new DeviceError('closed', 'The detector has been closed; make a new one.')
    const opening = this.#open()
    this.#engine = opening
    // One that would not open is tried again when it is needed the next time.
    opening.catch(() => (this.#engine = null))
    return opening
  }

  /** Does the work, and once more on another device when that is lost meanwhile; `onLoss` hears of it. */
  async through<T>(work: (engine: Engine) => Promise<T>, onLoss: () => void): Promise<T> {
    const engine = await this.engine()
    try {
      return await work(engine)
    } catch (error) {
      if (!isDeviceLoss(error)) throw error
      const next = await this.insteadOf(engine)
      onLoss()
      return work(next)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    const engine = await this.#engine?.catch(() => null)
    engine?.close()
  }
}
