import { expose } from 'comlink'
import { openBrowserEngine } from './browser-engine'
import { LocalDetector } from './local-detector'
import { OwnThread } from './reading/own-thread'
import { servesReading, startPageThread } from './reading/page-thread'
import { keepErrorClasses } from './worker-errors'
import { DetectorService } from './worker-service'

/**
 * The entry point of the worker behind `WorkerDetector`: the in-thread detector, on the worker's own adapter. It starts further ones
 * of itself, which read files.
 */
if (!servesReading()) {
  keepErrorClasses()
  expose(new DetectorService(new LocalDetector(openBrowserEngine, new OwnThread(startPageThread))))
}
