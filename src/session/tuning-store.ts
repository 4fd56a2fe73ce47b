import { get, set } from 'idb-keyval'
import type { TuningStore } from '../kernels'

/** Winners in IndexedDB. Where a browser keeps none (private windows), they are measured again on the next visit. */
export const indexedDbTuningStore: TuningStore = {
  load: async () => (await get<Record<string, string>>(KEY).catch(() => undefined)) ?? {},
  save: (winners) => set(KEY, winners).catch(() => undefined),
}

const KEY = 'lacuna-tuning'
