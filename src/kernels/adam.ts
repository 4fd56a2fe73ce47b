import source from '../../shaders/adam.wgsl?raw'
import type { Engine } from './engine'
import { BLOCK, GRADIENT } from './fuse'
import { unrollOf } from './reduce'
import type { Storage } from './storage'

export interface AdamBuffers {
  weights: Storage
  gradients: Storage
  first: Storage
  second: Storage
  /** (lr / (1 − β1^t), 1 / √(1 − β2^t), 1 − lr·decay). */
  hyper: Storage
}

export interface AdamConstants {
  betas: readonly [number, number]
  eps: number
  weightDecay: number
  /** The decay shortens the weights themselves (AdamW) and is no part of the gradient. */
  decoupled: boolean
}

/** One Adam step over a run of parameters, in one dispatch. */
export function adam(
  engine: Engine,
  { weights, gradients, first, second, hyper }: AdamBuffers,
  { betas, eps, weightDecay, decoupled }: AdamConstants,
): void {
  const N4 = weights.length / 4
  const constants = {
    N4,
    BLOCK,
    UNROLL: unrollOf(engine),
    SUMS: false,
    SUMMED4: 0,
    BETA1: { f32: betas[0] },
    BETA2: { f32: betas[1] },
    GAIN1: { f32: 1 - betas[0] },
    GAIN2: { f32: 1 - betas[1] },
    EPSILON: { f32: eps },
    DECAY: { f32: weightDecay },
    COUPLED: weightDecay !== 0 && !decoupled,
    DECOUPLED: weightDecay !== 0 && decoupled,
  }
  engine.record(
    { label: 'adam', source, constants },
    { 0: weights, [GRADIENT]: gradients, 2: first, 3: second, 4: hyper },
    N4,
  )
}
