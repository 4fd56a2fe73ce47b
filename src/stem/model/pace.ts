/** Work, ms, that is submitted between two answers of the adapter. */
const BATCH_MS = 25

/** A larger batch that takes less than this part of the time a step is worth having. */
const GAIN = 0.75

const MOST_STEPS = 64

/**
 * How many steps to submit before waiting for the adapter again. An answer takes Chrome a tenth of a millisecond and
 * Firefox up to a hundred, so small steps go in batches; but all that is submitted runs to its end, and a cancelled run
 * should stop within a tenth of a second. It therefore grows while batches are short, and beyond that only as long as it
 * is the answers that take the time.
 */
export class Pace {
  #steps = 1
  #msOfStep = 0
  #isSettled = false
  /** Steps of the batch that is being submitted, and the answer to the one before. */
  #submitted = 0
  #ahead: Promise<number> | undefined
  #answeredAt: number | undefined

  get steps(): number {
    return this.#steps
  }

  /** Whatever happened between the steps before and those to come, it says nothing of them. */
  begin(): void {
    this.#submitted = 0
    this.#ahead = undefined
    this.#answeredAt = undefined
  }

  /** After every step. One batch runs while the next is encoded, and no more: waits at its end for the one before. */
  async submitted(queue: Pick<GPUQueue, 'onSubmittedWorkDone'>): Promise<void> {
    if (++this.#submitted < this.#steps) return
    const running = queue.onSubmittedWorkDone().then(() => performance.now())
    const before = this.#answeredAt
    this.#answeredAt = await this.#ahead
    if (before !== undefined && this.#answeredAt !== undefined) this.answered(this.#answeredAt - before)
    this.#ahead = running
    this.#submitted = 0
  }

  /** A batch of `steps` took so long, from the answer before it to its own. */
  answered(ms: number): void {
    if (this.#isSettled) return
    const msOfStep = ms / this.#steps
    const isFirst = this.#msOfStep === 0
    const hasGained = msOfStep < GAIN * this.#msOfStep
    if (this.#steps < MOST_STEPS && (ms < BATCH_MS || isFirst || hasGained)) this.#steps *= 2
    else {
      // The last doubling bought nothing, or took a batch beyond what it may take.
      if (!hasGained && ms > 2 * BATCH_MS) this.#steps = Math.max(1, this.#steps / 2)
      this.#isSettled = true
    }
    this.#msOfStep = msOfStep
  }
}
