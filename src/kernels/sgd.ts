import source from '../../shaders/sgd.wgsl?raw'
import type { Engine } from './engine'
import type { Storage } from './storage'

interface SgdState {
  weights: Storage
  gradients: Storage
  /** The learning rate, one number. */
  lr: Storage
  /** What momentum gathers; without momentum none. */
  velocity?: Storage | undefined
}

/** One step of stochastic gradient descent over a run of parameters, in one dispatch. */
export function sgd(
  engine: Engine,
  { weights, gradients, lr, velocity }: SgdState,
  { momentum, nesterov, weightDecay }: { momentum: number; nesterov: boolean; weightDecay: number },
): void {
  const N4 = weights.length / 4
  const constants = {
    N4,
    DECAY: { f32: weightDecay },
    MOMENTUM: { f32: momentum },
    ACCELERATED: velocity !== undefined,
    NESTEROV: nesterov,
  }
  engine.record({ label: 'sgd', source, constants }, { 0: weights, 1: gradients, 2: lr, 3: velocity }, N4)
}
