/** Where things lie between two visits. Every call is a transaction: it happens as a whole or not at all. */
export interface Shelf {
  get(key: string): Promise<unknown>
  /** Rejects with a `QuotaExceededError` of the platform where there is no room. */
  set(key: string, value: unknown): Promise<void>
  delete(key: string): Promise<void>
  clear(): Promise<void>
}

const STORE = 'kept'

/**
 * In IndexedDB, which a browser shares among all pages of an origin: `place`, a path, keeps two copies of the page apart.
 * Used directly, since idb-keyval rejects before a transaction knows why it fails: with null, where the disk is full.
 */
export function indexedDbShelf(place: string): Shelf {
  let opening: Promise<IDBDatabase> | undefined
  const begin = async (mode: IDBTransactionMode) => {
    opening ??= open(`lacuna ${place}`)
    try {
      return (await opening).transaction(STORE, mode)
    } catch (error) {
      // Where the user has the browser forget all, the connection is closed: the next thing to keep opens it anew.
      opening = undefined
      throw error
    }
  }
  const transact = async (mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<unknown> => {
    const transaction = await begin(mode)
    const request = act(transaction.objectStore(STORE))
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result)
      transaction.onabort = () => reject(transaction.error ?? request.error ?? new Error('the transaction was aborted'))
    })
  }
  return {
    get: (key) => transact('readonly', (store) => store.get(key)),
    set: async (key, value) => void (await transact('readwrite', (store) => store.put(value, key))),
    delete: async (key) => void (await transact('readwrite', (store) => store.delete(key))),
    clear: async () => void (await transact('readwrite', (store) => store.clear())),
  }
}

function open(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(STORE)
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('no database could be opened'))
  })
}
