import type { LongCall } from '../../progress'
import { runTask } from '../task/run'
import type { ReproductionOutcome, ReproductionRequest } from './request'

/** The paper's experiment, in a worker that ends with it. */
export function startReproduction(request: ReproductionRequest, call: LongCall): Promise<ReproductionOutcome> {
  const start = () =>
    new Worker(new URL('./reproduction-worker.ts', import.meta.url), { type: 'module', name: 'lacuna-reproduction' })
  return runTask(start, request, call)
}
