import { expose } from 'comlink'
import { openBrowserEngine } from './browser-engine'
import { LocalDetector } from './local-detector'
import { keepErrorClasses } from './worker-errors'
import { DetectorService } from './worker-service'

/** The entry point of the worker behind `WorkerDetector`: the in-thread detector, on the worker's own adapter. */
keepErrorClasses()
expose(new DetectorService(new LocalDetector(openBrowserEngine)))
