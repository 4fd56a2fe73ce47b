/** What every call longer than a second reports; `done` never falls and never passes `total` within a stage. */
export interface Progress {
  /** Stable identifier of the activity, such as `train` or `detect`. */
  stage: string
  done: number
  total: number
  /** Seconds since the stage began. */
  elapsed: number
  /** One line for a person. */
  message: string
}

export interface LongCall {
  signal?: AbortSignal
  onProgress?: (progress: Progress) => void
}

/** Throws the signal's reason if it has been aborted; to be called at every point where work can stop cleanly. */
export function throwIfAborted(signal?: AbortSignal): void {
  if (signal?.aborted) throw signal.reason
}

/** Resolves with `promise`, or as soon as the signal is aborted: for waits that a cancel has to end. */
export function untilAborted(promise: Promise<void>, signal?: AbortSignal): Promise<void> {
  if (!signal) return promise
  if (signal.aborted) return Promise.resolve()
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  return Promise.race([promise, aborted])
}
