import { closeNetwork } from '../../src/session/closed-network'
import { serveTask } from '../../src/session/task/serve'
import { runInBrowser } from './run'

/** The entry point of the worker behind `startBench`. */
closeNetwork()
serveTask(runInBrowser)
