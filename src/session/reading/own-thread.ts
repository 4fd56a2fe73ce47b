import { InputError } from '../../errors'
import { explained } from '../../io/failures'
import { throwIfAborted } from '../../progress'
import type { OpenedInput, OpeningAsked } from '../opening'
import { openingOf } from '../opening'
import { unpackError } from '../worker-errors'
import type { Listing } from './listing'
import { Countdown } from './countdown'
import type { ReadingThread, ReadRequest } from './message'
import type { Reading } from './reading'

type Stage = 'start' | ReadRequest['kind']

/** Seconds without a sign of life, and more for each MiB of the file. */
export type Patience = Readonly<Record<Stage, { base: number; perMiB: number }>>

const PATIENCE: Patience = {
  // A busy machine takes long to start a thread, which is no file's fault.
  start: { base: 60, perMiB: 0 },
  list: { base: 3, perMiB: 1 },
  open: { base: 10, perMiB: 2 },
}

/**
 * Reads files in threads of their own. What a file does there, it does to nobody else: one that takes too long is ended, with all that
 * it holds, and so is a thread after any failure, since what has read a damaged file may read the next one wrongly. One thread that
 * has read a sound file is kept for the next. Files that are opened at a time have a thread each, so that none waits for another.
 */
export class OwnThread implements Reading {
  readonly #start: () => ReadingThread
  readonly #patience: Patience
  #idle: ReadingThread | null = null
  readonly #busy = new Set<() => void>()

  constructor(start: () => ReadingThread, patience = PATIENCE) {
    this.#start = start
    this.#patience = patience
  }

  open(bytes: Uint8Array, name: string, asked: OpeningAsked = {}): Promise<OpenedInput> {
    return this.#ask('open', { bytes, name }, asked) as Promise<OpenedInput>
  }

  list(bytes: Uint8Array, name: string, asked: OpeningAsked = {}): Promise<Listing> {
    return this.#ask('list', { bytes, name }, asked) as Promise<Listing>
  }

  close(): void {
    for (const end of this.#busy) end()
    this.#idle?.end()
    this.#idle = null
  }

  #started(name: string): ReadingThread {
    try {
      return this.#start()
    } catch (cause) {
      throw noThread(name, cause)
    }
  }

  async #ask(
    kind: ReadRequest['kind'],
    { bytes, name }: { bytes: Uint8Array; name: string },
    asked: OpeningAsked,
  ): Promise<OpenedInput | Listing> {
    const { signal, onProgress, thumbnails = false, withGaps = false } = asked
    throwIfAborted(signal)
    const thread = this.#idle ?? this.#started(name)
    this.#idle = null
    const ended = new AbortController()
    const patience = new Countdown()
    let kept = false
    let begun = false
    try {
      return await new Promise<OpenedInput | Listing>((resolve, fail) => {
        // An abort's reason is whatever the caller gave.
        const reject: (reason: unknown) => void = fail
        const end = () => reject(new InputError('closed', name, 'the reader has been closed'))
        this.#busy.add(end)
        ended.signal.addEventListener('abort', () => this.#busy.delete(end))
        const wait = (stage: Stage) => {
          const { base, perMiB } = this.#patience[stage]
          const seconds = Math.ceil(base + (perMiB * bytes.length) / 2 ** 20)
          const cause = `it was not read within ${seconds} s; copy or export it again, or save it as TIFF`
          patience.begin(seconds, () => reject(new InputError('too-slow', name, cause)))
        }
        thread.listen(
          (message) => {
            if (ended.signal.aborted) return
            begun = true
            if (message.kind === 'result') {
              kept = message.sound
              resolve(message.result)
            } else if (message.kind === 'failure') reject(unpackError(message.error))
            else {
              wait(kind)
              if (message.kind === 'progress') onProgress?.(message.progress)
            }
          },
          (cause) => reject(begun ? died(name, cause) : noThread(name, cause)),
        )
        signal?.addEventListener('abort', () => reject(signal.reason), { signal: ended.signal })
        wait('start')
        // Of a Buffer of Node’s a slice would be no copy.
        const copy = new Uint8Array(bytes)
        thread.send({ kind, bytes: copy, name, opening: openingOf(asked), thumbnails, withGaps }, [copy.buffer])
      })
    } catch (error) {
      // A message that could not be sent: the platform says why, and no more.
      throw explained(name, error)
    } finally {
      patience.end()
      ended.abort()
      if (kept && !this.#idle) this.#idle = thread
      else thread.end()
    }
  }
}

/** Before a thread has said a word it has not looked at the file. */
function noThread(name: string, cause: unknown): InputError {
  const next = 'close other programs or tabs, and open it again'
  return new InputError('no-thread', name, `no thread could be started to read it (${String(cause)}); ${next}`, {
    cause,
  })
}

function died(name: string, cause: string): InputError {
  return new InputError('corrupt', name, `reading it failed (${cause}); copy or export it again`)
}
