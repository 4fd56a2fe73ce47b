import type { LongCall } from '../../src/progress'
import { runTask } from '../../src/session/task/run'
import type { BenchOutcome, BenchRequest } from './run'

/** The suite in a worker that ends with it: nothing of the peers stays in the page. */
export function startBench(request: BenchRequest, call: LongCall): Promise<BenchOutcome> {
  const start = () =>
    new Worker(new URL('./bench-worker.ts', import.meta.url), { type: 'module', name: 'lacuna-bench' })
  return runTask(start, request, call)
}
