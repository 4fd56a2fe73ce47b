import { closeNetwork } from '../closed-network'
import { serveReading } from './page-thread'

/** The entry point of a worker that reads files and does nothing else, for pages that show what was found before. */
closeNetwork()
serveReading()
