import type { DisplacementField } from './displacement-field'
import { isSameBranch } from './displacement-field'
import { neighbours } from './grid'
import type { Vector } from '../math/vector'

/** The quality of a point that growth has not reached. */
export const UNSETTLED = -2

/** What the settled neighbours have, the better ones counting more; of two branches that meet, that of the best. */
export function predicted(at: number, { grid, x, y, quality }: Omit<DisplacementField, 'domain'>): Vector {
  const around = neighbours(at, grid)
  let best = around[0]
  for (const near of around) if (quality[near] > quality[best]) best = near
  let sumX = 0
  let sumY = 0
  let weight = 0
  const field = { grid, x, y }
  for (const near of around) {
    if (quality[near] === UNSETTLED || !isSameBranch(field, best, near)) continue
    const w = Math.max(quality[near], 0.01) ** 2
    sumX += w * x[near]
    sumY += w * y[near]
    weight += w
  }
  return { x: sumX / weight, y: sumY / weight }
}

/** Places by their quality, in 64 classes: the best class first, and in it the last that came. */
export class BucketQueue {
  readonly #buckets: number[][] = Array.from({ length: 64 }, () => [])
  #top = -1

  push(at: number, quality: number): void {
    const bucket = Math.max(0, Math.min(63, Math.floor(quality * 64)))
    this.#buckets[bucket].push(at)
    this.#top = Math.max(this.#top, bucket)
  }

  /** −1 when there is none. */
  pop(): number {
    while (this.#top >= 0 && this.#buckets[this.#top].length === 0) this.#top--
    return this.#top < 0 ? -1 : this.#buckets[this.#top].pop()!
  }
}
