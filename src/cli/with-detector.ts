import { openNodeDevice } from '../kernels/node'
import { LocalDetector } from '../session/local-detector'

/** A detector for as long as `use` runs; it opens the adapter when that is first needed. */
export async function withDetector<T>(use: (detector: LocalDetector) => Promise<T>): Promise<T> {
  const detector = new LocalDetector(openNodeDevice)
  try {
    return await use(detector)
  } finally {
    await detector.close()
  }
}
