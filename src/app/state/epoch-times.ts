import type { AdapterSummary, PresetName } from '../../session/detector'

/** Seconds of an epoch of each preset on each adapter, as they were measured last; kept in this browser where that is allowed. */
const KEY = 'lacuna-epoch-seconds'

/** What of a browser's storage it takes. */
type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>

export class EpochTimes {
  readonly #storage: () => Storage

  constructor(storage: () => Storage = () => localStorage) {
    this.#storage = storage
  }

  /** Null where none was measured. */
  of(adapter: AdapterSummary, preset: PresetName): number | null {
    const seconds = this.#all()[nameOf(adapter, preset)]
    return typeof seconds === 'number' && seconds > 0 ? seconds : null
  }

  measured(adapter: AdapterSummary, preset: PresetName, seconds: number): void {
    if (!(seconds > 0) || !Number.isFinite(seconds)) return
    try {
      this.#storage().setItem(KEY, JSON.stringify({ ...this.#all(), [nameOf(adapter, preset)]: seconds }))
    } catch {
      // A page that may keep nothing measures again.
    }
  }

  #all(): Record<string, unknown> {
    try {
      const all: unknown = JSON.parse(this.#storage().getItem(KEY) ?? '{}')
      return typeof all === 'object' && all !== null ? (all as Record<string, unknown>) : {}
    } catch {
      return {}
    }
  }
}

function nameOf({ vendor, architecture, description, kind }: AdapterSummary, preset: PresetName): string {
  return [vendor, architecture, description, kind, preset].join(' ')
}
