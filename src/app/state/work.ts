import type { Progress } from '../../progress'
import { t } from '../language/message'
import { said, saidError } from '../language/told'
import { asProblem } from './problem'
import type { Activity, AppState } from './state'
import type { Store } from './store'

/** Progress is said aloud at these shares of the way: often enough to know it lives, rarely enough to stay quiet. */
const SPOKEN_SHARE = 0.25

/** What a work is called, and what is said when it begins; `asked` ends it as cancelling does. */
interface Kind {
  activity: Activity
  announcement: string | null
  asked?: AbortSignal
}

/** The work of a detector, which does one thing at a time: what begins waits for what runs, and the store tells of both. */
export class Work {
  readonly #store: Store<AppState>
  #running: AbortController | null = null
  /** Settles when the detector is free. */
  #free: Promise<void> = Promise.resolve()

  constructor(store: Store<AppState>) {
    this.#store = store
  }

  /** Work that can be cancelled. */
  async abortable<T>({ activity, announcement, asked }: Kind, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController()
    const signal = asked ? AbortSignal.any([controller.signal, asked]) : controller.signal
    this.#running = controller
    if (announcement !== null) this.say(announcement)
    try {
      return await this.exclusive(activity, () => work(signal), signal)
    } finally {
      if (this.#running === controller) this.#running = null
    }
  }

  /** Work that needs the detector to itself. */
  exclusive<T>(activity: Activity, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const done = this.#free.then(async () => {
      this.#store.update({ activity, progress: null, problem: null })
      try {
        return await this.attempt(work, signal)
      } finally {
        this.#store.update({ activity: 'idle', progress: null })
      }
    })
    // What comes next waits for the end of this, whichever it is.
    this.#free = done.then(
      () => {},
      () => {},
    )
    return done
  }

  /** Work whose failure becomes the problem that is shown. */
  async attempt<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (signal?.aborted) {
        this.say(t`Cancelled.`)
        throw signal.reason
      }
      this.fail(error)
      throw error
    }
  }

  /** Ends what runs, and resolves when it has ended. */
  async cancel(): Promise<void> {
    if (!this.#running) return
    this.#store.update({ activity: 'cancelling' })
    this.#running.abort()
    await this.#free
  }

  /** Ends what runs, and waits for nothing. */
  abort(): void {
    this.#running?.abort()
  }

  say(announcement: string): void {
    this.#store.update({ announcement })
  }

  fail(error: unknown): void {
    const problem = asProblem(error)
    this.#store.update({ problem, announcement: saidError(problem.message) })
  }

  /** A listener that shows progress, and says it aloud now and then. */
  progress(signal: AbortSignal): (progress: Progress) => void {
    let spoken = SPOKEN_SHARE
    return (progress) => {
      if (signal.aborted) return
      this.#store.update({ progress })
      if (progress.stage === 'adapter-lost') this.say(said(progress.message))
      if (progress.total > 0 && progress.done / progress.total >= spoken && spoken < 1) {
        this.say(`${said(progress.message)}, ${Math.round(100 * spoken)} %`)
        spoken += SPOKEN_SHARE
      }
    }
  }
}
