import { serveTask } from '../task/serve'
import { runReproduction } from './run'
import { openBrowserEngine } from '../browser-engine'

/** The entry point of the worker behind `startReproduction`. */
serveTask(runReproduction(openBrowserEngine))
