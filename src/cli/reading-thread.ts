import { Worker } from 'node:worker_threads'
import type { ReadingThread, ReadMessage } from '../session/reading/message'

/** Of what JavaScript keeps besides pixels, which the file's budget bounds. */
const HEAP_MIB = 384

/** A thread of Node's that runs `reading-worker.ts`, built beside the command. What libraries print there is nobody's business. */
export function startNodeThread(): ReadingThread {
  const worker = new Worker(new URL('reading.js', import.meta.url), {
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
  })
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
