import type { ReadingThread } from './message'
import { startNodeThread } from './node-thread'
import { startReading } from './start'

/** A thread that reads files for a program of any kind: in Node, or in a page or one of its workers. */
export function startReadingHere(): ReadingThread {
  return typeof Worker === 'undefined' ? startNodeThread() : startReading()
}
