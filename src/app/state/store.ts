import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** One object of state that is replaced, never changed; listeners hear of it after each replacement. */
export class Store<S extends object> {
  #state: S
  readonly #listeners = new Set<() => void>()

  constructor(initial: S) {
    this.#state = initial
  }

  get state(): S {
    return this.#state
  }

  update(change: Partial<S>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

/** Re-renders a host whenever the store it follows changes. */
export class Following<S extends object> implements ReactiveController {
  readonly #host: ReactiveControllerHost
  #store: Store<S> | null = null
  #unsubscribe: (() => void) | null = null

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
  }

  follow(store: Store<S>): void {
    this.hostDisconnected()
    this.#store = store
    this.hostConnected()
  }

  hostConnected(): void {
    this.#unsubscribe ??= this.#store?.subscribe(() => this.#host.requestUpdate()) ?? null
    this.#host.requestUpdate()
  }

  hostDisconnected(): void {
    this.#unsubscribe?.()
    this.#unsubscribe = null
  }
}
