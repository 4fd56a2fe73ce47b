import { besideAddress } from '../beside-address'
import InlineWorker from '../worker?worker&inline'
import type { ReadingThread } from './message'
import { readingOptions, threadOf } from './page-thread'

/** `startReading` for `lacuna.js`: the detector's worker, which is in that file once, reads as well. */
export function startReading(): ReadingThread {
  return threadOf(new InlineWorker(readingOptions(besideAddress(import.meta.url))))
}
