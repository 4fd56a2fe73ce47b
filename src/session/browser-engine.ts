import type { Engine } from '../kernels'
import { openDevice, Tuner } from '../kernels'
import { indexedDbTuningStore } from './tuning-store'

/** The engine on the browser's own adapter, tuned as it was measured on an earlier visit. For a page or a worker. */
export async function openBrowserEngine(): Promise<Engine> {
  const engine = await openDevice(navigator.gpu)
  engine.tuner = new Tuner(indexedDbTuningStore)
  return engine
}
