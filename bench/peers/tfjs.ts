import type * as Tf from '@tensorflow/tfjs-core'
import type { StateEntry } from '../../src/nn'
import type { ConvLayer, Preset } from '../../src/stem/model/presets'
import type { Workload } from '../workload'
import { BATCHES } from '../workload'
import { flattenedWeight, permuted, unfoldedRows } from './layouts'
import type { Implementation, Trainer } from './trainer'

type TensorFlow = typeof Tf

/**
 * TensorFlow.js on its WebGPU backend, with what its documentation advises for speed: production mode, fused layers
 * (convolution + bias + ReLU), `tidy`, its own Adam, and no read in between. Its flags are left at their defaults but
 * for the one below; the others (more dispatches a submit, im2col of its own) changed nothing for the better here.
 */
export class TensorFlowJs implements Implementation {
  readonly name = 'tfjs'
  #opening: Promise<TensorFlow> | undefined
  #version: string | undefined

  constructor(readonly cpuMs: Implementation['cpuMs']) {}

  versions(): Record<string, string> {
    return this.#version === undefined ? {} : { tfjs: this.#version }
  }

  async create(workload: Workload): Promise<Trainer> {
    return new TfTrainer(await (this.#opening ??= this.#open()), workload)
  }

  close(): void {
    void this.#opening?.then((tf) => tf.removeBackend('webgpu'))
  }

  async #open(): Promise<TensorFlow> {
    const tf = await import('@tensorflow/tfjs-core')
    await import('@tensorflow/tfjs-core/dist/register_all_gradients')
    // Registers the backend if there is a `navigator.gpu` by now.
    await import('@tensorflow/tfjs-backend-webgpu')
    tf.enableProdMode()
    if (!(await tf.setBackend('webgpu'))) throw new Error('TensorFlow.js could not open its WebGPU backend')
    await tf.ready()
    this.#version = tf.version_core
    return tf
  }
}

interface Layer {
  weight: Tf.Variable
  bias: Tf.Variable
}

class TfTrainer implements Trainer {
  readonly #layers: { encoder: Layer[]; toStats: Layer; toSeed: Layer; decoder: Layer[] }
  readonly #optimiser: Tf.AdamOptimizer
  readonly #batches: { images: Tf.Tensor4D; noise: Tf.Tensor2D }[]
  readonly #preset: Preset
  #done = 0
  readonly #tf: TensorFlow
  readonly #workload: Workload

  constructor(tf: TensorFlow, workload: Workload) {
    this.#tf = tf
    this.#workload = workload
    const { preset, weights } = workload
    this.#preset = preset
    const { batch, patch, latent, encoder, decoder, seedImage, learningRate, epsilon } = preset
    const variable = ({ shape, data }: StateEntry) => tf.variable(tf.tensor(data, [...shape], 'float32'))
    const layer = (weight: StateEntry, bias: StateEntry): Layer => ({ weight: variable(weight), bias: variable(bias) })
    const at = (name: string) => [weights[`${name}.weight`], weights[`${name}.bias`]] as const
    const filter = (name: string) => {
      const [weight, bias] = at(name)
      return layer(permuted(weight, [2, 3, 1, 0]), bias)
    }
    // Sequential counts the ReLUs, the flattening and the unfolding as layers too.
    const [statsWeight, statsBias] = at(`encoder.${2 * encoder.length + 1}`)
    const [seedWeight, seedBias] = at('decoder.0')
    this.#layers = {
      encoder: encoder.map((_, i) => filter(`encoder.${2 * i}`)),
      toStats: layer(flattenedWeight(statsWeight, codeImage(preset)), statsBias),
      toSeed: layer(unfoldedRows(seedWeight, seedImage), unfoldedRows(seedBias, seedImage)),
      decoder: decoder.map((_, i) => filter(`decoder.${3 + 2 * i}`)),
    }
    this.#optimiser = tf.train.adam(learningRate, 0.9, 0.999, epsilon)
    this.#batches = Array.from({ length: BATCHES }, (_, k) => ({
      images: tf.tensor4d(batchOf(workload.images, k), [batch, patch, patch, 1]),
      noise: tf.tensor2d(batchOf(workload.noise, k), [batch, latent]),
    }))
  }

  async steps(count: number): Promise<number> {
    const losses = Array.from({ length: count }, () => {
      const loss = this.#tf.tidy(() => this.#optimiser.minimize(() => this.#loss(), true)!)
      this.#done++
      return loss
    })
    const [value] = await losses[count - 1].data()
    this.#tf.dispose(losses)
    return value
  }

  async predict(): Promise<number> {
    const { batch, patch } = this.#preset
    const prediction = this.#tf.tidy(() => {
      const x = this.#tf.tensor4d(batchOf(this.#workload.images, 0), [batch, patch, patch, 1])
      const [mean] = this.#encode(x)
      return this.#tf.sigmoid(this.#decode(mean))
    })
    const { length } = await prediction.data()
    prediction.dispose()
    return length
  }

  close(): Promise<void> {
    const { encoder, toStats, toSeed, decoder } = this.#layers
    for (const { weight, bias } of [...encoder, toStats, toSeed, ...decoder]) this.#tf.dispose([weight, bias])
    for (const batch of this.#batches) this.#tf.dispose([batch.images, batch.noise])
    this.#optimiser.dispose()
    return Promise.resolve()
  }

  #loss(): Tf.Scalar {
    const tf = this.#tf
    const { batch, likelihood, divergence } = this.#preset
    const { images: x, noise } = this.#batches[this.#done % BATCHES]
    const [mean, logvar] = this.#encode(x)
    const z = tf.add<Tf.Tensor2D>(mean, tf.mul(tf.exp(tf.mul(logvar, 0.5)), noise))
    const logits = this.#decode(z)
    const kl =
      divergence === 'monteCarlo'
        ? tf.sub(tf.sub(tf.square(z), tf.square(noise)), logvar)
        : tf.sub(tf.sub(tf.add(tf.exp(logvar), tf.square(mean)), 1), logvar)
    const misfit =
      likelihood.kind === 'bernoulli'
        ? tf.add(tf.sub(tf.relu(logits), tf.mul(logits, x)), tf.log1p(tf.exp(tf.neg(tf.abs(logits)))))
        : tf.mul(tf.squaredDifference(tf.sigmoid(logits), x), 0.5 / likelihood.sigma ** 2)
    return tf.div(tf.add(tf.sum(misfit), tf.mul(tf.sum(kl), 0.5)), batch)
  }

  #encode(x: Tf.Tensor4D): [mean: Tf.Tensor2D, logvar: Tf.Tensor2D] {
    const tf = this.#tf
    const { batch, encoder, latent } = this.#preset
    const code = this.#layers.encoder.reduce((y, { weight, bias }, i) => {
      const { stride, padding } = encoder[i]
      const filter = weight as unknown as Tf.Tensor4D
      return tf.fused.conv2d({ x: y, filter, strides: stride, pad: padding, bias, activation: 'relu' })
    }, x)
    const { weight, bias } = this.#layers.toStats
    const flat = tf.reshape(code, [batch, -1])
    const stats = tf.fused.matMul({ a: flat, b: weight, bias })
    const [mean, logvar] = tf.split(stats, [latent, latent], 1)
    return [mean as Tf.Tensor2D, logvar as Tf.Tensor2D]
  }

  /** There is no fused transposed convolution: bias and ReLU are operations of their own. */
  #decode(z: Tf.Tensor2D): Tf.Tensor4D {
    const tf = this.#tf
    const { batch, decoder, seedImage } = this.#preset
    const { weight, bias } = this.#layers.toSeed
    // The weight lies as [out, in]. As [in, out] its gradient for z would be the product that TensorFlow.js 4.22 gets
    // wrong: split along a long inner dimension, with the second factor transposed.
    const seed = tf.fused.matMul({ a: z, b: weight, transposeB: true, bias, activation: 'relu' })
    let y = tf.reshape<Tf.Rank.R4>(seed, [batch, ...seedImage])
    this.#layers.decoder.forEach((layer, i) => {
      const [, side] = y.shape
      const { channels, stride } = decoder[i]
      const out = outputSide(side, decoder[i])
      const filter = layer.weight as unknown as Tf.Tensor4D
      const shape: [number, number, number, number] = [batch, out, out, channels]
      y = tf.add(tf.conv2dTranspose(y, filter, shape, stride, tfPadding(decoder[i])), layer.bias)
      if (i < decoder.length - 1) y = tf.relu(y)
    })
    return y
  }
}

/** Batch k of data that holds BATCHES of them. */
function batchOf(data: Float32Array<ArrayBuffer>, k: number): Float32Array<ArrayBuffer> {
  const length = data.length / BATCHES
  return data.subarray(k * length, (k + 1) * length)
}

function codeImage({ patch, encoder }: Preset): readonly [number, number, number] {
  const side = encoder.reduce(
    (n, { kernel, stride, padding }) => Math.floor((n + 2 * padding - kernel) / stride) + 1,
    patch,
  )
  return [side, side, encoder[encoder.length - 1].channels]
}

function outputSide(side: number, { kernel, stride, padding, outputPadding = 0 }: ConvLayer): number {
  return (side - 1) * stride - 2 * padding + kernel + outputPadding
}

/**
 * What TensorFlow calls the padding of a transposed convolution: that of the convolution whose gradient it is. Where it
 * is the same on both edges it is a number; a cropped far edge is 'same', which pads the far edge by one less.
 */
function tfPadding({ padding, outputPadding = 0 }: ConvLayer): number | 'same' {
  return outputPadding === 0 ? padding : 'same'
}
