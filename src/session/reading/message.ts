import type { Progress } from '../../progress'
import type { OpenedInput, Opening } from '../opening'
import type { PackedError } from '../worker-errors'
import type { Listing } from './listing'

/** What a reading thread is asked, one thing at a time. */
export interface ReadRequest {
  kind: 'open' | 'list'
  bytes: Uint8Array
  name: string
  opening: Opening
  thumbnails: boolean
  withGaps: boolean
}

/** `sound`: whether the thread can be trusted with another file. */
export type ReadMessage =
  | { kind: 'begun' }
  | { kind: 'progress'; progress: Progress }
  | { kind: 'result'; result: OpenedInput | Listing; sound: boolean }
  | { kind: 'failure'; error: PackedError }

/** A thread that reads files, as a page and Node both have them. */
export interface ReadingThread {
  send(request: ReadRequest, moved: ArrayBuffer[]): void
  /** Whom to tell what it says, and with what it died. */
  listen(onMessage: (message: ReadMessage) => void, onDeath: (cause: string) => void): void
  end(): void
}
