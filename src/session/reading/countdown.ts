/** Between two looks at whether the time is up, ms. */
const TICK = 1000

/**
 * Seconds during which this thread was awake. A laptop that was closed, or a tab that the browser has put to sleep, wakes up with all
 * its timers run out, though nobody has worked meanwhile: however long that was, it counts as one look.
 */
export class Countdown {
  #timer: ReturnType<typeof setInterval> | undefined

  /** Calls `onEnd` after so many whole seconds, unless it is begun again or ended before. */
  begin(seconds: number, onEnd: () => void): void {
    this.end()
    let left = seconds
    this.#timer = setInterval(() => {
      if (--left > 0) return
      this.end()
      onEnd()
    }, TICK)
  }

  end(): void {
    clearInterval(this.#timer)
  }
}
