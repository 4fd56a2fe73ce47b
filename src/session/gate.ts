/** A gate in a loop: what awaits `passage` goes on at once while it is open, and at `open` when it is not. */
export class Gate {
  #waiting: Promise<void> | undefined
  #release: (() => void) | undefined

  close(): void {
    this.#waiting ??= new Promise((resolve) => (this.#release = resolve))
  }

  open(): void {
    this.#release?.()
    this.#waiting = undefined
    this.#release = undefined
  }

  /** Lets through what waits now; what comes next waits again. */
  step(): void {
    if (!this.#waiting) return
    this.open()
    this.close()
  }

  readonly passage = (): Promise<void> | undefined => this.#waiting
}
