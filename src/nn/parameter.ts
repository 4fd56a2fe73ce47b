import type { Engine, Storage } from '../kernels'
import { aligned } from '../kernels'
import { Tensor, sizeOf } from './tensor'

/** The order in which PyTorch stores the same numbers: its shape, and for each of our axes the axis it is there. */
export interface TorchLayout {
  /** Our shape with every axis of PyTorch's split out. */
  ours: readonly number[]
  /** torch axis k is our axis `axes[k]`. */
  axes: readonly number[]
  /** PyTorch's shape, in which neighbouring axes may be merged again. */
  shape: readonly number[]
}

/**
 * A trainable tensor: a view of the arena that all the parameters of its model share, which `Module.to` makes from the
 * initial values that the layers hold on the host.
 */
export class Parameter extends Tensor {
  /** Where its gradient is written. */
  readonly gradientStorage: Storage
  readonly arena: ParameterArena

  private constructor(arena: ParameterArena, offset: number, shape: readonly number[]) {
    super(arena.engine, arena.weights.view(offset, sizeOf(shape)), shape)
    this.arena = arena
    this.gradientStorage = arena.gradients.view(offset, sizeOf(shape))
    this.requiresGrad = true
  }

  static at(arena: ParameterArena, offset: number, shape: readonly number[]): Parameter {
    return new Parameter(arena, offset, shape)
  }
}

/** What a module knows of a parameter before there is a device: shape, values and PyTorch's layout of them. */
export interface ParameterSpec {
  shape: readonly number[]
  values: Float32Array
  torch: TorchLayout
}

/** All the weights of a model in one storage and all their gradients in another, so that an optimiser is one dispatch. */
export class ParameterArena {
  readonly weights: Storage
  readonly gradients: Storage
  readonly parameters: readonly Parameter[]

  constructor(
    readonly engine: Engine,
    specs: readonly ParameterSpec[],
  ) {
    const offsets: number[] = []
    let length = 0
    for (const { values } of specs) {
      offsets.push(length)
      length += aligned(values.length)
    }
    const values = new Float32Array(length)
    specs.forEach((spec, i) => values.set(spec.values, offsets[i]))
    this.weights = engine.upload(values)
    this.gradients = engine.allocate(length)
    this.parameters = specs.map(({ shape }, i) => Parameter.at(this, offsets[i], shape))
  }

  release(): void {
    this.engine.release(this.weights)
    this.engine.release(this.gradients)
  }
}

/** Reorders the values of a parameter from our layout to PyTorch's. */
export function toTorch(values: Float32Array, layout: TorchLayout): Float32Array {
  const order = torchOrder(layout)
  return values.map((_, at) => values[order[at]])
}

/** The reverse of `toTorch`. */
export function fromTorch(values: Float32Array, layout: TorchLayout): Float32Array {
  const out = new Float32Array(values.length)
  torchOrder(layout).forEach((ours, at) => (out[ours] = values[at]))
  return out
}

/** For every number in PyTorch's order, its index in ours. */
function torchOrder({ ours, axes }: TorchLayout): Uint32Array {
  const stride = axes.map((axis) => sizeOf(ours.slice(axis + 1)))
  const extent = axes.map((axis) => ours[axis])
  return new Uint32Array(sizeOf(ours)).map((_, at) => {
    let rest = at
    let index = 0
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      index += (rest % extent[axis]) * stride[axis]
      rest = Math.floor(rest / extent[axis])
    }
    return index
  })
}
