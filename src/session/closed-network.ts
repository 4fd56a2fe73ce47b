/** Ways by which a worker could reach another machine, or what is kept of one. */
const WAYS = [
  'fetch',
  'fetchLater',
  'XMLHttpRequest',
  'WebSocket',
  'WebSocketStream',
  'EventSource',
  'WebTransport',
  'RTCPeerConnection',
  'SharedWorker',
  'importScripts',
  'caches',
] as const

/**
 * Closes the network in a worker, for good; to be called before anything else. A page's content security policy in its HTML does not
 * hold in workers, whose own answer from the server would have to carry it, and no server is sure to. A worker may still start
 * further ones of itself alone, which close theirs.
 */
export function closeNetwork(): void {
  for (const way of WAYS) {
    if (!(way in globalThis)) continue
    // Also where the platform itself has it, from where it could be taken again.
    for (let holder: object | null = globalThis; holder; holder = Object.getPrototypeOf(holder) as object | null) {
      Reflect.deleteProperty(holder, way)
    }
    forbid(way, function closed(): never {
      throw new TypeError(`${way}: Lacuna's workers send nothing`)
    })
  }
  if (typeof Worker === 'undefined') return
  const address = self.location.href
  const Platform = Worker
  forbid(
    'Worker',
    class extends Platform {
      constructor(script: string | URL, options?: WorkerOptions) {
        if (String(script) !== address) throw new TypeError("Worker: Lacuna's workers start none but themselves")
        super(script, options)
      }
    },
  )
}

function forbid(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, writable: false, configurable: false })
}
