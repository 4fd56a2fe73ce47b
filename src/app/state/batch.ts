import { throwIfAborted } from '../../progress'
import type { DetectionResult } from '../../session/detector'
import type { SummaryRow } from '../../session/files/summary'
import { LacunaError } from '../../errors'
import { t } from '../language/message'
import { noted, type TakenFile } from './files'
import type { AppState } from './state'
import type { Store } from './store'

/** What searching one file after the other needs. */
interface Steps {
  open(file: File): Promise<unknown>
  train(signal: AbortSignal): Promise<unknown>
  detect(signal: AbortSignal): Promise<DetectionResult>
  say(announcement: string): void
  /** Ends what runs. */
  cancel(): Promise<void>
}

/** Opens and searches all micrographs of the list, by the model that there is, or by one of the first that has a lattice. */
export class Batch {
  readonly #store: Store<AppState>
  readonly #steps: Steps
  #running: AbortController | null = null

  constructor(store: Store<AppState>, steps: Steps) {
    this.#store = store
    this.#steps = steps
  }

  /** Goes on after a file that fails; the list says why. Rejects when it is cancelled. */
  async run(): Promise<void> {
    const { signal } = (this.#running = new AbortController())
    const { files } = this.#store.state
    try {
      for (const [done, { file }] of files.entries()) {
        throwIfAborted(signal)
        this.#store.update({ batch: { done, total: files.length, name: file.name } })
        await this.#one(file, signal)
      }
      this.#steps.say(t`All ${files.length} micrographs are searched.`)
    } finally {
      this.#running = null
      this.#store.update({ batch: null })
    }
  }

  async cancel(): Promise<void> {
    this.#running?.abort()
    await this.#steps.cancel()
  }

  async #one(file: File, signal: AbortSignal): Promise<void> {
    try {
      await this.#steps.open(file)
      throwIfAborted(signal)
      const { lattice, model } = this.#store.state
      if (lattice?.verdict !== 'periodic') return
      if (!model) await this.#steps.train(signal)
      throwIfAborted(signal)
      await this.#steps.detect(signal)
    } catch (error) {
      throwIfAborted(signal)
      const problem = error instanceof LacunaError ? error.message : String(error)
      const files = noted(this.#store.state.files, file, 'could not be searched')
      this.#store.update({ files: files.map((taken) => (taken.file === file ? { ...taken, problem } : taken)) })
    }
  }
}

/** The lines of the summary: what the list keeps, and of the open file what is there now. */
export function summaryRows({ files, file, result, review, micrograph }: AppState): SummaryRow[] {
  return files.map((taken: TakenFile) => {
    const isOpen = taken.file === file
    const kept = taken.kept
    return {
      name: taken.file.name,
      result: (isOpen ? result : null) ?? kept?.result ?? null,
      review: isOpen ? review.now : (kept?.review.now ?? []),
      problem: taken.problem ?? (kept?.result ? null : taken.outcome),
      pixelSize: isOpen ? (micrograph?.pixelSize ?? null) : (kept?.pixelSize ?? null),
    }
  })
}
