import { get, update } from 'idb-keyval'
import type { TuningStore } from '../kernels'

/**
 * Winners in IndexedDB. Where a browser keeps none (private windows), they are measured again on the next visit. Two tabs that
 * measure at a time keep what both have found.
 */
export const indexedDbTuningStore: TuningStore = {
  load: async () => (await get<Record<string, string>>(KEY)) ?? {},
  save: (winners) => update<Record<string, string>>(KEY, (kept) => ({ ...kept, ...winners })),
}

const KEY = 'lacuna-tuning'
