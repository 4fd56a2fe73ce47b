import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { LongCall, Progress } from '../../progress'
import { asProblem } from '../state/problem'
import type { Problem } from '../state/state'
import { t } from '../language/message'
import { saidError } from '../language/told'

/** One long piece of work that a tab starts, shows and can cancel; the host is rendered again whenever it changes. */
export class Task<Result> implements ReactiveController {
  /** What came of the latest run; kept while the next one goes on, and if that fails. */
  result: Result | null = null
  progress: Progress | null = null
  problem: Problem | null = null
  /** The latest thing worth saying aloud. */
  announcement = ''
  readonly #host: ReactiveControllerHost
  #running: AbortController | null = null

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
  }

  get running(): boolean {
    return this.#running !== null
  }

  /** Nobody would see what comes of it. */
  hostDisconnected(): void {
    this.cancel()
  }

  cancel(): void {
    this.#running?.abort()
  }

  say(announcement: string): void {
    this.#change({ announcement })
  }

  dismiss(): void {
    this.problem = null
    this.#host.requestUpdate()
  }

  /** Short work beside the task; what fails of it is shown as the task's failures are. */
  async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#change({ problem: asProblem(error) })
    }
  }

  /** `name` begins the sentences that are said aloud: `Reproduction`. Failures end up in `problem`. */
  async run(name: string, work: (call: Required<LongCall>) => Promise<Result>): Promise<void> {
    const controller = new AbortController()
    const { signal } = controller
    this.#running = controller
    this.#change({ progress: null, problem: null, announcement: t`${name} started.` })
    try {
      const result = await work({ signal, onProgress: (progress) => this.#change({ progress }) })
      this.#end({ result, announcement: t`${name} finished.` })
    } catch (error) {
      const problem = signal.aborted ? null : asProblem(error)
      this.#end({ problem, announcement: problem ? saidError(problem.message) : t`${name} cancelled.` })
    }
  }

  #end(change: Partial<Task<Result>>): void {
    this.#running = null
    this.#change({ ...change, progress: null })
  }

  #change(change: Partial<Task<Result>>): void {
    Object.assign(this, change)
    this.#host.requestUpdate()
  }
}
