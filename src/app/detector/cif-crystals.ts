import { crystalFromFile, isCif } from '../../session/crystals'

/** A CIF, and its crystal once it is read. */
interface Asked {
  text: string
  zone: string | null
  crystal: string | null
}

/** The crystals of an element whose `crystal` may be the text of a CIF: what reads one is loaded with the first. */
export class CifCrystals {
  /** Takes a crystal once its CIF is read; the function throws what went wrong. */
  readonly #done: (crystal: () => string) => void
  #latest: Asked | null = null

  constructor(done: (crystal: () => string) => void) {
    this.#done = done
  }

  /** What a request takes for these properties: null until the CIF is read, and where it cannot be. */
  of(text: string | null, zone: string | null): string | null {
    if (text === null || !isCif(text)) {
      this.#latest = null
      return text
    }
    if (this.#latest?.text !== text || this.#latest.zone !== zone) {
      this.#latest = { text, zone, crystal: null }
      void this.#read(this.#latest)
    }
    return this.#latest.crystal
  }

  /** One that was overtaken by another crystal meanwhile says nothing. */
  async #read(asked: Asked): Promise<void> {
    const { text, zone } = asked
    const [made] = await Promise.allSettled([crystalFromFile(text, { source: 'crystal', zone })])
    if (this.#latest !== asked) return
    if (made.status === 'fulfilled') asked.crystal = made.value
    this.#done(() => {
      if (made.status === 'rejected') throw made.reason
      return made.value
    })
  }
}
