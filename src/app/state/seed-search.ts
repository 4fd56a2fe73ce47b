import { LacunaError } from '../../errors'
import type { Detector } from '../../session/detector'
import { seedsOf, type SeedsRecord } from '../../session/files/seeds'
import { t } from '../language/message'
import { agreement, presetOf, seededResult } from './seeds'
import type { AppState } from './state'
import type { Store } from './store'
import type { Work } from './work'

/** Searches from other seeds. */
export class SeedSearch {
  readonly #store: Store<AppState>
  readonly #detector: Detector
  readonly #work: Work

  constructor(store: Store<AppState>, detector: Detector, work: Work) {
    this.#store = store
    this.#detector = detector
    this.#work = work
  }

  /** `seeds`: as many in all. The result stays, and is the first of them. */
  detect(seeds: number, asked?: AbortSignal): Promise<SeedsRecord> {
    const kind = {
      activity: 'detecting' as const,
      announcement: t`Searching from other seeds.`,
      ...(asked && { asked }),
    }
    return this.#work.abortable(kind, async (signal) => {
      const { run } = this.#store.state
      const result = seededResult(this.#store.state)
      if (!result)
        throw new LacunaError('no-result', 'train and detect first: other seeds are compared with what that finds')
      const { seed, epochs, region } = result.circumstances.request
      const preset = presetOf(result) ?? run.preset
      try {
        const others = await this.#detector.detectSeeds({
          ...{ ...run, ...result.asked, preset, seed, epochs, region, seeds, signal },
          onProgress: this.#work.progress(signal),
          onSeed: (number) => this.#store.update({ seeding: { number, of: seeds } }),
        })
        const found = seedsOf(result, others)
        this.#store.update({ seeds: { ...found, result } })
        this.#work.say(agreement(found.record))
        return found.record
      } finally {
        this.#store.update({ seeding: null })
      }
    })
  }
}
