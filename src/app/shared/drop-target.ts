import type { ReactiveController, ReactiveControllerHost } from 'lit'

/**
 * Makes an element, or the page, take files; `over` is true while some are held above it. An element that is out of sight
 * takes none.
 */
export class DropTarget implements ReactiveController {
  over = false
  readonly #host: ReactiveControllerHost & Element
  readonly #where: () => EventTarget
  #target: EventTarget | null = null
  readonly #dropped: (files: File[]) => void
  /** Enter and leave come in pairs for every element on the way; the target is left when they are even. */
  #depth = 0

  /** `where` is asked when the host is connected. */
  constructor(host: ReactiveControllerHost & Element, where: () => EventTarget, dropped: (files: File[]) => void) {
    this.#host = host
    this.#where = where
    this.#dropped = dropped
    host.addController(this)
  }

  hostConnected(): void {
    this.#target = this.#where()
    for (const [type, listener] of this.#listeners) this.#target.addEventListener(type, listener)
  }

  hostDisconnected(): void {
    for (const [type, listener] of this.#listeners) this.#target?.removeEventListener(type, listener)
  }

  readonly #enter = (event: DragEvent): void => {
    if (!hasFiles(event) || !this.#host.checkVisibility()) return
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
    if (files.length && this.#host.checkVisibility()) this.#dropped(files)
  }

  readonly #listeners = [
    ['dragenter', this.#enter],
    ['dragover', this.#hold],
    ['dragleave', this.#leave],
    ['drop', this.#drop],
  ] as [string, (event: Event) => void][]

  #show(over: boolean): void {
    if (over === this.over) return
    this.over = over
    this.#host.requestUpdate()
  }
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false
}
