import { DeviceError, isDeviceLoss } from '../errors'
import type { Engine } from '../kernels'

/** What a detector computes on: opened when it is first needed, and anew when it has been lost. */
export class Device {
  readonly #open: () => Promise<Engine>
  #engine: Promise<Engine> | null = null

  /** `open` gives a new one each time. */
  constructor(open: () => Promise<Engine>) {
    this.#open = open
  }

  /** One that is not known to be lost. */
  async engine(): Promise<Engine> {
    const engine = await (this.#engine ??= this.#open())
    return engine.lost ? this.insteadOf(engine) : engine
  }

  /** Another one. Throws a DeviceError where the device has been closed meanwhile: nobody is left to go on for. */
  async insteadOf(lost: Engine): Promise<Engine> {
    if (!this.#engine) throw new DeviceError('closed', 'The detector has been closed; make a new one.')
    lost.close()
    this.#engine = this.#open()
    return this.#engine
  }

  /** Does the work, and once more on another device when that is lost meanwhile; `onLoss` is told of it. */
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
    const engine = await this.#engine?.catch(() => null)
    this.#engine = null
    engine?.close()
  }
}
