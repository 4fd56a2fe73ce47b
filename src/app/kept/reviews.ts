import type { DetectionResult, Reviewed } from '../../session/detector'
import { readReview } from '../../session/files/review'
import type { Shelf } from './shelf'

/** Micrographs whose review is kept: of more, those that were reviewed longest ago go. */
const MOST = 200
const KEY = 'reviews'

/** A review, and the micrograph that it is of. */
type Entry = readonly [of: string, review: readonly Reviewed[]]

/** Keeps what was said of micrographs for the next time that one is open: a person's work outlives a reload. */
export class KeptReviews {
  /** Micrographs whose review is kept, as far as is known. */
  count = 0
  readonly #shelf: Shelf
  readonly #changed: () => void
  #last: Promise<unknown> = Promise.resolve()

  constructor(shelf: Shelf, changed: () => void) {
    this.#shelf = shelf
    this.#changed = changed
  }

  /** What was said of a micrograph; empty where nothing was. */
  of(micrograph: string): Promise<readonly Reviewed[]> {
    return this.#next(async () => {
      const entries = await this.#entries()
      return readReview(entries.find(([of]) => of === micrograph)?.[1])
    }, [])
  }

  /** One that is empty is kept no longer. */
  keep(micrograph: string, review: readonly Reviewed[]): Promise<void> {
    return this.#next(async () => {
      const others = (await this.#entries()).filter(([of]) => of !== micrograph)
      const entries: Entry[] = review.length > 0 ? [...others, [micrograph, review]] : others
      await this.#shelf.set(KEY, entries.slice(-MOST))
      this.#counted(Math.min(entries.length, MOST))
    }, undefined)
  }

  /** To be told when the shelf was emptied. */
  gone(): void {
    this.#counted(0)
  }

  async #entries(): Promise<readonly Entry[]> {
    const kept = await this.#shelf.get(KEY)
    const entries = Array.isArray(kept) ? (kept as Entry[]) : []
    this.#counted(entries.length)
    return entries
  }

  #counted(count: number): void {
    if (count === this.count) return
    this.count = count
    this.#changed()
  }

  /** One after the other; where a browser keeps nothing, nothing is kept. */
  #next<T>(act: () => Promise<T>, otherwise: T): Promise<T> {
    const done = this.#last.then(act).catch(() => otherwise)
    this.#last = done
    return done
  }
}

/** By which a micrograph is known again: its file's bytes, or the name of a simulated one, which has its seed in it. */
export function reviewedAs(result: DetectionResult): string | null {
  if (!result.pictures) return null
  return result.circumstances.request.sha256 ?? result.name
}
