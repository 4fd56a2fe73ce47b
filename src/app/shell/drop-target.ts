import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** Makes the whole page take files; `over` is true while some are held above it. */
export class DropTarget implements ReactiveController {
  over = false
  readonly #host: ReactiveControllerHost
  readonly #dropped: (files: File[]) => void
  /** Enter and leave come in pairs for every element on the way; the page is left when they are even. */
  #depth = 0

  constructor(host: ReactiveControllerHost, dropped: (files: File[]) => void) {
    this.#host = host
    this.#dropped = dropped
    host.addController(this)
  }

  hostConnected(): void {
    addEventListener('dragenter', this.#enter)
    addEventListener('dragover', this.#hold)
    addEventListener('dragleave', this.#leave)
    addEventListener('drop', this.#drop)
  }

  hostDisconnected(): void {
    removeEventListener('dragenter', this.#enter)
    removeEventListener('dragover', this.#hold)
    removeEventListener('dragleave', this.#leave)
    removeEventListener('drop', this.#drop)
  }

  readonly #enter = (event: DragEvent): void => {
    if (!hasFiles(event)) return
    this.#depth++
    this.#show(true)
  }

  readonly #hold = (event: DragEvent): void => {
    // Without this the browser would leave the page and show the file itself.
    if (hasFiles(event)) event.preventDefault()
  }

  readonly #leave = (event: DragEvent): void => {
    if (!hasFiles(event)) return
    this.#depth = Math.max(0, this.#depth - 1)
    this.#show(this.#depth > 0)
  }

  readonly #drop = (event: DragEvent): void => {
    if (!hasFiles(event)) return
    event.preventDefault()
    this.#depth = 0
    this.#show(false)
    const files = [...(event.dataTransfer?.files ?? [])]
    if (files.length) this.#dropped(files)
  }

  #show(over: boolean): void {
    if (over === this.over) return
    this.over = over
    this.#host.requestUpdate()
  }
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false
}
