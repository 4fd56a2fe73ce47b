import type { Engine } from '../kernels'
import { LocalDetector as DetectorHere } from './local-detector'
import { OwnThread } from './reading/own-thread'
import { startReadingHere } from './reading/start-here'

/**
 * The detector in the thread that makes it. Files are read in threads of their own, in Node as in a page: one that hangs is ended there,
 * and a damaged one does the next no harm. `openEngine` is called when the adapter is first needed, and when it was lost.
 */
export class LocalDetector extends DetectorHere {
  readonly #reading: OwnThread

  constructor(openEngine: () => Promise<Engine>) {
    const reading = new OwnThread(startReadingHere)
    super(openEngine, reading)
    this.#reading = reading
  }

  override async close(): Promise<void> {
    this.#reading.close()
    await super.close()
  }
}
