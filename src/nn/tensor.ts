import { PrecisionError } from '../errors'
import type { Dtype, Engine, Storage } from '../kernels'
import { convert } from '../kernels'

/** How an operation's outputs depend on its inputs; `backward` gives one gradient (or null) an input. */
export interface Node {
  inputs: readonly Tensor[]
  outputs: readonly Tensor[]
  backward: (gradients: readonly (Tensor | null)[], target: GradientTarget) => (Tensor | null)[]
}

/** Where an operation may write the gradient of a parameter directly: the parameter's place in its arena, if it is free. */
type GradientTarget = (input: Tensor) => Storage | undefined

/**
 * Numbers on the device, row-major; images are [batch, height, width, channels]. Values are there after `data()`; until
 * then the operations that make them are only recorded. They are float32; convolutions and linear layers also take and
 * give tensors that are stored as f16 (`half`), of which there are no gradients.
 */
export class Tensor {
  requiresGrad = false
  /** Filled by `backward` for leaves that require it. */
  grad: Tensor | null = null
  /** The operation that made this tensor, if a gradient has to pass through it. */
  node: Node | null = null
  /** This is the output of a ReLU fused into its operation, so its gradient is zero wherever it is zero. */
  rectified = false
  /** For a gradient: the zeros of the rectified tensor it belongs to have been applied. */
  masked = false

  constructor(
    readonly engine: Engine,
    readonly storage: Storage,
    readonly shape: readonly number[],
  ) {
    if (sizeOf(shape) !== storage.length) throw misfit(shape, storage.length)
  }

  /** A tensor with the given values; throws a RangeError if their number does not fit the shape. */
  static from(engine: Engine, data: Float32Array | readonly number[], shape: readonly number[]): Tensor {
    if (sizeOf(shape) !== data.length) throw misfit(shape, data.length)
    return new Tensor(engine, engine.upload(Float32Array.from(data)), shape)
  }

  get size(): number {
    return this.storage.length
  }

  get dtype(): Dtype {
    return this.storage.dtype
  }

  /** The same numbers stored as `dtype`; this tensor itself if it is so already. */
  to(dtype: Dtype): Tensor {
    if (dtype === this.dtype) return this
    const y = new Tensor(this.engine, convert(this.engine, this.storage, dtype), this.shape)
    y.rectified = this.rectified
    y.requiresGrad = this.requiresGrad
    const backward = (): never => {
      throw noHalfGradient()
    }
    if (this.requiresGrad) y.node = { inputs: [this], outputs: [y], backward }
    return y
  }

  /** Rounded to 11 bits, in half the memory; numbers beyond ±65504 do not fit. */
  half(): Tensor {
    return this.to('f16')
  }

  float(): Tensor {
    return this.to('f32')
  }

  /** Runs what is recorded, waits, and gives the values. */
  data(): Promise<Float32Array<ArrayBuffer>> {
    return this.engine.read(this.float().storage)
  }

  async item(): Promise<number> {
    if (this.size !== 1) throw new RangeError(`item() of a tensor of ${this.size} numbers`)
    return (await this.data())[0]
  }

  /** Frees the buffer of a tensor made by `from`; results of operations are freed by `engine.tidy()`. */
  [Symbol.dispose](): void {
    this.engine.release(this.storage)
  }
}

export function noHalfGradient(): PrecisionError {
  const next = "train the model as f32, and predict with a copy of it moved by to(engine, 'f16')"
  return new PrecisionError('f16-gradient', `tensors stored as f16 have no gradients: ${next}`)
}

function misfit(shape: readonly number[], length: number): RangeError {
  return new RangeError(`shape [${shape.join(', ')}] does not hold ${length} numbers`)
}

/** A tensor's shape as messages give it. */
export function shapeText({ shape }: Tensor): string {
  return `[${shape.join(', ')}]`
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1)
}
