import type { ReadingThread, ReadMessage, ReadRequest } from './message'
import { answer } from './serve'

/** Ends the name of a worker that reads files. Before it stands that of the worker or page that started it. */
const MARK = '#reading'

/** What a worker is started with, so that it reads; `by` is the name of who starts it. */
export function readingOptions(by: string): WorkerOptions {
  return { type: 'module', name: by + MARK }
}

/**
 * A worker of this worker's, which runs the same script: whatever build a page has, the reader is there. Its name tells it what it is
 * for.
 */
export function startPageThread(): ReadingThread {
  return threadOf(new Worker(self.location.href, readingOptions(self.name)))
}

/** A worker that reads, as `OwnThread` asks it. */
export function threadOf(worker: Worker): ReadingThread {
  return {
    send: (request, moved) => worker.postMessage(request, moved),
    listen: (onMessage, onDeath) => {
      worker.onmessage = ({ data }: MessageEvent<ReadMessage>) => onMessage(data)
      worker.onerror = ({ message }) => onDeath(message || 'the worker stopped')
    },
    end: () => worker.terminate(),
  }
}

/** Whether this worker was started to read; then it reads from now on. */
export function servesReading(): boolean {
  const serves = self.name.endsWith(MARK)
  if (serves) serveReading()
  return serves
}

/** This worker reads from now on. */
export function serveReading(): void {
  addEventListener('message', (event) => {
    const { data } = event as MessageEvent<ReadRequest>
    void answer(data, (message, moved = []) => postMessage(message, { transfer: moved }))
  })
}
