import { besideAddress } from './beside-address'
import InlineWorker from './worker?worker&inline'
import { WorkerDetector } from './worker-detector'

/**
 * `startDetector` for the build that is one file: the worker is text within it. Such a worker knows no address, so its
 * name tells it that of the file, beside which the HDF5 reader lies.
 */
export function startDetector(): WorkerDetector {
  return new WorkerDetector(new InlineWorker({ name: besideAddress(import.meta.url) }))
}
