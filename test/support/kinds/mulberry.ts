import { Random } from '../../../src/nn'

/** Mulberry32 (Ettinger, 2017) in the place of the engine's generator: the sequence by which the figures of `docs/measurements.md` were made. */
export class Mulberry32 extends Random {
  #state: number

  constructor(seed: number) {
    super(seed)
    this.#state = seed >>> 0
  }

  override bits(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return (t ^ (t >>> 14)) >>> 0
  }

  /** A Poisson number: by its normal approximation from a mean of 30 on (Knuth below). */
  counts(mean: number): number {
    if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()))
    const least = Math.exp(-mean)
    let count = 0
    for (let product = this.uniform(); product > least; product *= this.uniform()) count++
    return count
  }
}

/** The sequence of each case of a seed: by its family, and its number in that. */
export type Sequences = (family: number, k: number) => Mulberry32

export function sequences(seed: number): Sequences {
  return (family, k) => new Mulberry32(seed * 7919 + family * 101 + k * 13)
}

/** Close to a whole turn, rad. */
export const TURN = 6.28
