import { parentPort } from 'node:worker_threads'
import type { ReadRequest } from './message'
import { answer } from './serve'

/** The entry point of a thread of Node's that reads files. */
parentPort?.on('message', (request: ReadRequest) => {
  void answer(request, (message, moved = []) => parentPort?.postMessage(message, moved))
})
