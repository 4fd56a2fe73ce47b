import { LacunaError } from '../../errors'
import { megabytes } from '../shared/format'
import { asProblem } from '../state/problem'
import type { Problem } from '../state/state'
import type { Shelf } from './shelf'

export type KeptFile = 'micrograph' | 'model'

export interface Kept {
  micrograph: File | null
  model: File | null
  /** Whether this micrograph was searched with this model. */
  searched: boolean
}

const NOTHING: Kept = { micrograph: null, model: null, searched: false }

/**
 * Keeps the latest micrograph and the latest model for the next visit. What is written is written one after the other; a
 * file that finds no room leaves what was there before as it is, and becomes `problem`.
 */
export class Keeper {
  /** What lies on the shelf, as far as is known. */
  kept: Kept = NOTHING
  problem: Problem | null = null
  readonly #shelf: Shelf
  readonly #changed: () => void
  #last: Promise<void> = Promise.resolve()

  constructor(shelf: Shelf, changed: () => void) {
    this.#shelf = shelf
    this.#changed = changed
  }

  /** What an earlier visit left here. */
  async recall(): Promise<Kept> {
    await this.#next(async () => {
      const [micrograph, model, searched] = await Promise.all(
        (['micrograph', 'model', 'searched'] as const).map((key) => this.#shelf.get(key)),
      )
      const file = (value: unknown) => (value instanceof File ? value : null)
      const files = { micrograph: file(micrograph), model: file(model) }
      this.kept = { ...files, searched: searched === pairOf(files) }
    })
    return this.kept
  }

  keep(what: KeptFile, file: File): Promise<void> {
    return this.#next(async () => {
      try {
        await this.#shelf.set(what, file)
      } catch (error) {
        if (isFull(error)) this.problem = asProblem(noRoom(what, file))
        return
      }
      this.problem = null
      this.kept = { ...this.kept, [what]: file }
      await this.#unmark()
    })
  }

  drop(what: KeptFile): Promise<void> {
    return this.#next(async () => {
      await this.#shelf.delete(what)
      this.kept = { ...this.kept, [what]: null }
      await this.#unmark()
    })
  }

  /** To be told when a search of what is kept begins, and when it has ended well; of what is not, nothing is noted. */
  setSearched(searched: boolean): Promise<void> {
    return this.#next(async () => {
      if (!this.kept.micrograph && !this.kept.model) return
      await this.#shelf.set('searched', searched && pairOf(this.kept))
      this.kept = { ...this.kept, searched }
    })
  }

  forget(): Promise<void> {
    return this.#next(async () => {
      await this.#shelf.clear()
      this.kept = NOTHING
      this.problem = null
    })
  }

  dismiss(): void {
    this.problem = null
    this.#changed()
  }

  async #unmark(): Promise<void> {
    if (!this.kept.searched) return
    await this.#shelf.delete('searched')
    this.kept = { ...this.kept, searched: false }
  }

  /** A browser that keeps nothing, such as in a private window, is no failure: nothing says that anything is kept. */
  #next(act: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(act).catch(() => {})
    return this.#last.then(this.#changed)
  }
}

/** What was searched, and by what: another tab may since have kept another of the two. */
function pairOf({ micrograph, model }: Pick<Kept, KeptFile>): string {
  const mark = (file: File | null) => file && [file.name, file.size, file.lastModified]
  return JSON.stringify([mark(micrograph), mark(model)])
}

function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError'
}

function noRoom(what: KeptFile, { name, size }: File): LacunaError {
  return new LacunaError(
    'quota-exceeded',
    `${name} (${megabytes(size)}) is not kept for the next visit: the browser has no room for it. You can use it now, ` +
      `and what was kept before is still there. ${what === 'model' ? 'Save the model as a file. ' : ''}` +
      'To make room, forget what is kept, or free space on this device.',
  )
}
