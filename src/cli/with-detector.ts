import { openNodeDevice } from '../kernels/node'
import { LocalDetector } from '../session/local-detector'
import type { Reading } from '../session/reading/reading'

/** A detector for as long as `use` runs; it opens the adapter when that is first needed. */
export async function withDetector<T>(reading: Reading, use: (detector: LocalDetector) => Promise<T>): Promise<T> {
  const detector = new LocalDetector(openNodeDevice, reading)
  try {
    return await use(detector)
  } finally {
    await detector.close()
  }
}
