import type { Module } from './module'
import type { TorchLayout } from './parameter'
import { Random } from './random'
import { sizeOf } from './tensor'

export interface Initialisation {
  /** `torch`: U(±1/√fanIn) for weights and biases, PyTorch's default. `glorot`: U(±√(6/(fanIn + fanOut))), biases 0. */
  init?: 'torch' | 'glorot'
  /** Where the random numbers come from; `manualSeed` seeds the default. */
  random?: Random
}

let shared = new Random(0)

/** Seeds the generator that layers draw their initial weights from when they are given none. */
export function manualSeed(seed: number): void {
  shared = new Random(seed)
}

/** A seed for a layer that is given none. */
export function drawSeed(): number {
  return shared.bits()
}

/** A layer's weight, of which the last axis is the outputs, and how many numbers go into and come out of each of them. */
interface WeightSpec {
  shape: readonly number[]
  torch: TorchLayout
  fan: { in: number; out: number }
  /** PyTorch's layout of the bias, where it is not simply the outputs in their order. */
  biasTorch?: TorchLayout
}

/** Declares a layer's weight and bias with their initial values. */
export function initialise(
  module: Module,
  { shape, torch, fan, biasTorch }: WeightSpec,
  { init = 'torch', random = shared, bias = true }: Initialisation & { bias?: boolean },
): void {
  const outputs = shape[shape.length - 1]
  const limit = init === 'glorot' ? Math.sqrt(6 / (fan.in + fan.out)) : 1 / Math.sqrt(fan.in)
  const draw = (length: number, bound: number) =>
    Float32Array.from({ length }, () => (bound === 0 ? 0 : random.uniform(-bound, bound)))
  module.declare('weight', { shape, values: draw(sizeOf(shape), limit), torch })
  if (bias) {
    module.declare('bias', {
      shape: [outputs],
      values: draw(outputs, init === 'glorot' ? 0 : limit),
      torch: biasTorch ?? { ours: [outputs], axes: [0], shape: [outputs] },
    })
  }
}
