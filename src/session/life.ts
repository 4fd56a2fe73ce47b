/**
 * Whether a worker still lives. A browser that ends one, for its memory say, tells nobody, and whoever waits for its answer would
 * wait for ever. So the worker holds a lock, which the browser takes from it with its life: who gets the lock then knows.
 * Where there are no locks (pages that are not secure), nobody learns of it.
 */

/** A name for the lock of one worker; null where there are no locks. */
export function nameOfLife(): string | null {
  return globalThis.navigator?.locks ? `lacuna-worker ${crypto.randomUUID()}` : null
}

/** In the worker: resolves when it holds the lock, which it does from then on. */
export function holdLife(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const forEver = () => {
      resolve()
      return new Promise(() => {})
    }
    navigator.locks.request(name, forEver).catch(reject)
  })
}

/** Outside, once the worker holds it: calls `onDeath` when it is no more, unless the signal says that nobody minds any longer. */
export function watchLife(name: string, signal: AbortSignal, onDeath: () => void): void {
  navigator.locks.request(name, { signal }, () => onDeath()).catch(() => {})
}
