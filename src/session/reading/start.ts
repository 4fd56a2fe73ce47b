import type { ReadingThread } from './message'
import { threadOf } from './page-thread'

/** A thread that reads files, without an engine behind it. */
export function startReading(): ReadingThread {
  return threadOf(
    new Worker(new URL('./reading-worker.ts', import.meta.url), { type: 'module', name: 'lacuna-reading' }),
  )
}
