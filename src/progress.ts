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

/**
 * To be awaited after each of `total` things: reports it (as `image set 3 of 7`, or by the name it is given), lets a page
 * repaint, and lets an abort arrive.
 */
export function counter(
  stage: string,
  thing: string,
  total: number,
  { signal, onProgress }: LongCall,
): (name?: string) => Promise<void> {
  const started = performance.now()
  let done = 0
  return async (name) => {
    done++
    const elapsed = (performance.now() - started) / 1000
    onProgress?.({ stage, done, total, elapsed, message: name ?? `${thing} ${done} of ${total}` })
    await new Promise((resume) => setTimeout(resume))
    throwIfAborted(signal)
  }
}

/** Told when the adapter was lost, and what is done about it. */
export function adapterLost(remedy: string): Progress {
  return { stage: 'adapter-lost', done: 0, total: 1, elapsed: 0, message: `The adapter was lost; ${remedy}.` }
}
