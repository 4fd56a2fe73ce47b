import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { onLanguage } from './language'

/** Renders an element again when another language is spoken. */
export class Speaking implements ReactiveController {
  readonly #host: ReactiveControllerHost
  #end: (() => void) | null = null

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    this.#end = onLanguage(() => this.#host.requestUpdate())
    // Another may have been chosen while it was in no page.
    this.#host.requestUpdate()
  }

  hostDisconnected(): void {
    this.#end?.()
    this.#end = null
  }
}
