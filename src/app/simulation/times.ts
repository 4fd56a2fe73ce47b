/** Seconds of a unit of work, as the latest simulation took; kept in this browser where that is allowed. */
const KEY = 'lacuna-multislice-seconds'

/** What of a browser's storage it takes. */
type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>

/** How long simulations take here, by how long the latest took. */
export class SimulationTimes {
  readonly #storage: () => Storage

  constructor(storage: () => Storage = () => localStorage) {
    this.#storage = storage
  }

  /** Of so much work; null where none was measured. */
  of(amount: number): number | null {
    try {
      const rate = Number(this.#storage().getItem(KEY) ?? NaN)
      return rate > 0 && Number.isFinite(rate) ? rate * amount : null
    } catch {
      return null
    }
  }

  measured(amount: number, seconds: number): void {
    if (!(amount > 0 && seconds > 0)) return
    try {
      this.#storage().setItem(KEY, String(seconds / amount))
    } catch {
      // A page that may keep nothing measures again.
    }
  }
}
