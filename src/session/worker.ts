import { expose } from 'comlink'
import { openDevice } from '../kernels'
import { LocalDetector } from './local-detector'
import { keepErrorClasses } from './worker-errors'
import { DetectorService } from './worker-service'

/** The entry point of the worker behind `WorkerDetector`: the in-thread detector, on the worker's own adapter. */
keepErrorClasses()
expose(new DetectorService(new LocalDetector(() => openDevice(navigator.gpu))))
