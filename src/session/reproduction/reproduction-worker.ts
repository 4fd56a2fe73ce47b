import { serveTask } from '../task/serve'
import { runReproduction } from './run'
import { openBrowserEngine } from '../browser-engine'
import { closeNetwork } from '../closed-network'

/** The entry point of the worker behind `startReproduction`. */
closeNetwork()
serveTask(runReproduction(openBrowserEngine))
