/** The shortest and the longest simulation so far, `[amount of work, seconds]` each; kept in this browser where that is allowed. */
const KEY = 'lacuna-multislice-times'

/** What of a browser's storage it takes. */
type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>

type Run = readonly [amount: number, seconds: number]

/** How long simulations take here, by how long others took: what each begins with, and what its work takes. */
export class SimulationTimes {
  readonly #storage: () => Storage

  constructor(storage: () => Storage = () => localStorage) {
    this.#storage = storage
  }

  /** Seconds of so much work, too many rather than too few after the first run; null where none was measured. */
  of(amount: number): number | null {
    const [least, most] = this.#runs()
    if (!least) return null
    if (!most || most[0] <= least[0]) return least[1] * Math.max(1, amount / least[0])
    const rate = Math.max(0, (most[1] - least[1]) / (most[0] - least[0]))
    return Math.max(0, least[1] + rate * (amount - least[0]))
  }

  measured(amount: number, seconds: number): void {
    if (!(amount > 0 && seconds > 0)) return
    const [least = [amount, seconds], most = least] = this.#runs()
    const run: Run = [amount, seconds]
    const runs = [amount <= least[0] ? run : least, amount >= most[0] ? run : most]
    try {
      this.#storage().setItem(KEY, JSON.stringify(runs))
    } catch {
      // A page that may keep nothing measures again.
    }
  }

  #runs(): Run[] {
    try {
      const kept: unknown = JSON.parse(this.#storage().getItem(KEY) ?? '[]')
      return Array.isArray(kept) ? kept.filter(isRun) : []
    } catch {
      return []
    }
  }
}

function isRun(value: unknown): value is Run {
  return Array.isArray(value) && value.length === 2 && value.every((number) => Number.isFinite(number) && number > 0)
}
