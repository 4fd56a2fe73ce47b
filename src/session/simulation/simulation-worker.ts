import { serveTask } from '../task/serve'
import { openBrowserEngine } from '../browser-engine'
import { closeNetwork } from '../closed-network'
import type { SimulationRequest } from './request'
import { simulate } from './simulate'

/** The entry point of the worker behind `startSimulation`. */
closeNetwork()
serveTask((request: SimulationRequest, onProgress) => simulate(openBrowserEngine, request, { onProgress }))
