import source from '../../shaders/adam.wgsl?raw'
import type { Engine } from './engine'
import type { Storage } from './storage'

/** The bindings that `fuseSums` looks for and adds. */
export const [GRADIENT, SUMMED, SOURCES] = [1, 5, 6] as const

/** Gradients that come from the same rows of partial sums: parameters begin at multiples of as many words. */
export const BLOCK = 64

export interface AdamState {
  weights: Storage
  gradients: Storage
  first: Storage
  second: Storage
  /** (lr / (1 − β1^t), 1 / √(1 − β2^t)). */
  hyper: Storage
}

/** One Adam step over a flat arena of parameters, in one dispatch. */
export function adam(
  engine: Engine,
  { weights, gradients, first, second, hyper }: AdamState,
  { betas, eps }: { betas: readonly [number, number]; eps: number },
): void {
  const N4 = weights.length / 4
  const constants = {
    N4,
    BLOCK,
    SUMS: false,
    SUMMED4: 0,
    BETA1: { f32: betas[0] },
    BETA2: { f32: betas[1] },
    GAIN1: { f32: 1 - betas[0] },
    GAIN2: { f32: 1 - betas[1] },
    EPSILON: { f32: eps },
  }
  engine.record(
    { label: 'adam', source, constants },
    { 0: weights, [GRADIENT]: gradients, 2: first, 3: second, 4: hyper },
    N4,
  )
}
