import { expose } from 'comlink'
import type { Engine } from '../kernels'
import { openDevice, Tuner } from '../kernels'
import { LocalDetector } from './local-detector'
import { indexedDbTuningStore } from './tuning-store'
import { keepErrorClasses } from './worker-errors'
import { DetectorService } from './worker-service'

/** The entry point of the worker behind `WorkerDetector`: the in-thread detector, on the worker's own adapter. */
keepErrorClasses()
expose(new DetectorService(new LocalDetector(open)))

async function open(): Promise<Engine> {
  const engine = await openDevice(navigator.gpu)
  engine.tuner = new Tuner(indexedDbTuningStore)
  return engine
}
