import { parentPort } from 'node:worker_threads'
import type { ReadRequest } from '../session/reading/message'
import { answer } from '../session/reading/serve'

/** The entry point of the command's thread that reads files. */
parentPort?.on('message', (request: ReadRequest) => {
  void answer(request, (message, moved = []) => parentPort?.postMessage(message, moved))
})
