import type { Dtype, Engine, Storage } from '../kernels'
import { aligned, convert } from '../kernels'
import { noHalfGradient, Tensor, sizeOf } from './tensor'

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
  #place: Storage | undefined

  private constructor(
    readonly arena: ParameterArena,
    /** Where it begins in the arena. */
    readonly offset: number,
    shape: readonly number[],
  ) {
    super(arena.engine, arena.weights.view(offset, sizeOf(shape)), shape)
    this.requiresGrad = true
  }

  /** Where its gradient is written. */
  get gradientStorage(): Storage {
    return (this.#place ??= this.arena.gradients.view(this.offset, this.size))
  }

  /** Replaces its values. */
  load(values: Float32Array): void {
    fill(this.engine, this.storage, values)
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

function fill(engine: Engine, storage: Storage, values: Float32Array): void {
  if (storage.dtype === 'f32') engine.write(storage, values)
  else convert(engine, engine.constant(values), storage.dtype, storage)
}

/**
 * All the weights of a model in one storage and all their gradients in another, so that an optimiser is one dispatch.
 * Weights stored as f16 have no gradients.
 */
export class ParameterArena {
  readonly weights: Storage
  readonly #trained: Storage | null
  readonly parameters: readonly Parameter[]

  constructor(
    readonly engine: Engine,
    specs: readonly ParameterSpec[],
    dtype: Dtype,
  ) {
    const offsets: number[] = []
    let length = 0
    for (const { values } of specs) {
      offsets.push(length)
      length += aligned(values.length, dtype)
    }
    const values = new Float32Array(length)
    specs.forEach((spec, i) => values.set(spec.values, offsets[i]))
    this.weights = engine.allocate(length, dtype)
    fill(engine, this.weights, values)
    this.#trained = dtype === 'f32' ? engine.allocate(length) : null
    this.parameters = specs.map(({ shape }, i) => Parameter.at(this, offsets[i], shape))
  }

  get gradients(): Storage {
    if (!this.#trained) throw noHalfGradient()
    return this.#trained
  }

  release(): void {
    this.engine.release(this.weights)
    if (this.#trained) this.engine.release(this.#trained)
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
