import type { ReadingThread, ReadMessage } from './message'

/** What the thread runs: built, it lies beside the built form of this file. */
const SCRIPT = 'node-worker.js'

/** Of what JavaScript keeps besides pixels, which the file's budget bounds. */
const HEAP_MIB = 384

/**
 * A thread of Node's that reads files. What libraries print there is nobody's business, and it keeps no program from ending. Node's
 * module is asked for by name, since pages import this file, too.
 */
export function startNodeThread(script = beside(SCRIPT)): ReadingThread {
  const { Worker } = process.getBuiltinModule('node:worker_threads')
  const worker = new Worker(script, {
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
  })
  worker.unref()
  return {
    send: (request, moved) => worker.postMessage(request, moved),
    listen: (onMessage, onDeath) => {
      worker.removeAllListeners()
      worker.on('message', (message: ReadMessage) => onMessage(message))
      worker.on('error', (error) => onDeath(error.message))
      // It may also end without an error; an answer that came before stands.
      worker.on('exit', () => onDeath('its thread has ended'))
    },
    end: () => void worker.terminate(),
  }
}

/** Not written as bundlers of pages look for it: they would take the script along. */
function beside(script: string): URL {
  return new URL(script, import.meta.url)
}
