import { conv2d, convTranspose2d, linear, relu, reshape, sigmoid } from './functional'
import { Module } from './module'
import { initialise, type Initialisation } from './init'
import type { Tensor } from './tensor'

export interface LayerOptions extends Initialisation {
  bias?: boolean
}

/** A layer whose kernel can apply the ReLU that follows it. */
interface Fusable {
  forward(x: Tensor, options?: { relu?: boolean }): Tensor
  readonly fusesReLU: true
}

/** [B, H, W, in] → [B, H', W', out]. State: weight [out, in, k, k] and bias [out], as PyTorch. */
export class Conv2d extends Module implements Fusable {
  readonly fusesReLU = true

  readonly #options: LayerOptions & { stride?: number; padding?: number }

  constructor(
    inChannels: number,
    outChannels: number,
    kernel: number,
    options: LayerOptions & { stride?: number; padding?: number } = {},
  ) {
    super()
    this.#options = options
    const shape = [kernel, kernel, inChannels, outChannels]
    const fan = { in: kernel ** 2 * inChannels, out: kernel ** 2 * outChannels }
    const torch = { ours: shape, axes: [3, 2, 0, 1], shape: [outChannels, inChannels, kernel, kernel] }
    initialise(this, { shape, torch, fan }, options)
  }

  forward(x: Tensor, { relu = false } = {}): Tensor {
    return conv2d(x, this.parameter('weight'), this.optional('bias'), { ...this.#options, relu })
  }
}

/** [B, H, W, in] → [B, H', W', out]. State: weight [in, out, k, k] and bias [out], as PyTorch. */
export class ConvTranspose2d extends Module implements Fusable {
  readonly fusesReLU = true

  readonly #options: LayerOptions & { stride?: number; padding?: number; outputPadding?: number }

  constructor(
    inChannels: number,
    outChannels: number,
    kernel: number,
    options: LayerOptions & { stride?: number; padding?: number; outputPadding?: number } = {},
  ) {
    super()
    this.#options = options
    const shape = [kernel, kernel, inChannels, outChannels]
    const fan = { in: kernel ** 2 * outChannels, out: kernel ** 2 * inChannels }
    const torch = { ours: shape, axes: [2, 3, 0, 1], shape: [inChannels, outChannels, kernel, kernel] }
    initialise(this, { shape, torch, fan }, options)
  }

  forward(x: Tensor, { relu = false } = {}): Tensor {
    return convTranspose2d(x, this.parameter('weight'), this.optional('bias'), { ...this.#options, relu })
  }
}

export interface LinearOptions extends LayerOptions {
  /** [h, w, c] of the image whose flattening the inputs are: PyTorch flattens it as [c, h, w], and so does the state. */
  inImage?: readonly [number, number, number]
  /** The same for outputs that are unflattened into an image. */
  outImage?: readonly [number, number, number]
}

/** [B, in] → [B, out]. State: weight [out, in] and bias [out], as PyTorch. */
export class Linear extends Module implements Fusable {
  readonly fusesReLU = true

  constructor(inFeatures: number, outFeatures: number, options: LinearOptions = {}) {
    super()
    const ins = options.inImage ?? [1, 1, inFeatures]
    const outs = options.outImage ?? [1, 1, outFeatures]
    const torch = { ours: [...ins, ...outs], axes: [5, 3, 4, 2, 0, 1], shape: [outFeatures, inFeatures] }
    const biasTorch = { ours: outs, axes: [2, 0, 1], shape: [outFeatures] }
    const fan = { in: inFeatures, out: outFeatures }
    initialise(this, { shape: [inFeatures, outFeatures], torch, fan, biasTorch }, options)
  }

  forward(x: Tensor, { relu = false } = {}): Tensor {
    return linear(x, this.parameter('weight'), this.optional('bias'), { relu })
  }
}

export class ReLU extends Module {
  forward(x: Tensor): Tensor {
    return relu(x)
  }
}

export class Sigmoid extends Module {
  forward(x: Tensor): Tensor {
    return sigmoid(x)
  }
}

/** [B, …] → [B, rest], channels last: see `LinearOptions.inImage`. */
export class Flatten extends Module {
  forward(x: Tensor): Tensor {
    return reshape(x, [x.shape[0], x.size / x.shape[0]])
  }
}

/** [B, h·w·c] → [B, h, w, c]. */
export class Unflatten extends Module {
  readonly #image: readonly [number, number, number]

  constructor(image: readonly [number, number, number]) {
    super()
    this.#image = image
  }

  forward(x: Tensor): Tensor {
    return reshape(x, [x.shape[0], ...this.#image])
  }
}

/** A module from one tensor to one. */
export interface Layer extends Module {
  forward(x: Tensor): Tensor
}

/** Layers in a row, named "0", "1", … A ReLU behind a layer that can apply it itself costs no pass of its own. */
export class Sequential extends Module {
  readonly #layers: readonly Layer[]

  constructor(...layers: Layer[]) {
    super()
    this.#layers = layers
    layers.forEach((layer, i) => this.adopt(String(i), layer))
  }

  forward(x: Tensor): Tensor {
    let y = x
    for (let i = 0; i < this.#layers.length; i++) {
      const layer = this.#layers[i]
      if (isFusable(layer) && this.#layers[i + 1] instanceof ReLU) {
        y = layer.forward(y, { relu: true })
        i++
      } else {
        y = layer.forward(y)
      }
    }
    return y
  }
}

function isFusable(layer: Layer): layer is Layer & Fusable {
  return 'fusesReLU' in layer
}
