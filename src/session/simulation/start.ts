import type { LongCall } from '../../progress'
import { runTask } from '../task/run'
import type { SimulationRequest } from './request'
import type { SimulatedPicture } from './simulate'

/** A simulation in a worker that ends with it. */
export function startSimulation(request: SimulationRequest, call: LongCall): Promise<readonly SimulatedPicture[]> {
  const start = () =>
    new Worker(new URL('./simulation-worker.ts', import.meta.url), { type: 'module', name: 'lacuna-simulation' })
  return runTask(start, request, call)
}
