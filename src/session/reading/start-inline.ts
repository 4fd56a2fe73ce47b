import { besideAddress } from '../beside-address'
import type { ReadingThread } from './message'
import { readingOptions, threadOf } from './page-thread'
import InlineWorker from './reading-worker?worker&inline'

/** `startReading` for `viewer.js`, in which the worker is text; its name tells it where the HDF5 reader lies. */
export function startReading(): ReadingThread {
  return threadOf(new InlineWorker(readingOptions(besideAddress(import.meta.url))))
}
