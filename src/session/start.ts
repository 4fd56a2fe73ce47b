import { WorkerDetector } from './worker-detector'

/** A detector in a worker of its own, so that nothing it computes holds up the page. `close()` ends the worker. */
export function startDetector(): WorkerDetector {
  return new WorkerDetector(startWorker())
}

/** The worker alone, for a proxy that does more than `WorkerDetector`. */
export function startWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'lacuna' })
}
