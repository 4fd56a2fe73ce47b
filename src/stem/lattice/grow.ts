import type { DisplacementField } from './displacement-field'
import type { Vector } from '../math/geometry'
import type { Grid } from './lock-in'

/** The quality of a point that growth has not reached. */
export const UNSETTLED = -2

/** What the settled neighbours have, the better ones counting more. */
export function predicted(at: number, { grid, x, y, quality }: Omit<DisplacementField, 'domain'>): Vector {
  let [sumX, sumY, weight] = [0, 0, 0]
  for (const near of neighbours(at, grid)) {
    if (quality[near] === UNSETTLED) continue
    const w = Math.max(quality[near], 0.01) ** 2
    sumX += w * x[near]
    sumY += w * y[near]
    weight += w
  }
  return { x: sumX / weight, y: sumY / weight }
}

export function neighbours(at: number, { columns, rows }: Grid): number[] {
  const [column, row] = [at % columns, Math.floor(at / columns)]
  const found: number[] = []
  for (let v = Math.max(0, row - 1); v <= Math.min(rows - 1, row + 1); v++) {
    for (let u = Math.max(0, column - 1); u <= Math.min(columns - 1, column + 1); u++) {
      if (u !== column || v !== row) found.push(v * columns + u)
    }
  }
  return found
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
