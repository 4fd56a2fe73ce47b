import type { ConvGeometry, Divergence, Extent, Likelihood, Storage } from '../kernels'
import {
  biasGradient,
  binary,
  gatherCoarse,
  gatherFine,
  likelihoodGradient,
  negativeLogLikelihood,
  parameterGradients,
  reparameterise as reparameteriseKernel,
  reparameteriseGradient,
  sumRows,
  unary,
} from '../kernels'
import { track } from './autograd'
import { Tensor, sizeOf } from './tensor'

export interface ConvOptions {
  stride?: number
  padding?: number
  /** Apply a ReLU to the result in the same kernel. */
  relu?: boolean
}

/** x [B, H, W, in], weight [k, k, in, out], bias [out] → [B, H', W', out], H' = ⌊(H + 2·padding − k) / stride⌋ + 1. */
export function conv2d(x: Tensor, weight: Tensor, bias: Tensor | null, options: ConvOptions = {}): Tensor {
  const { stride = 1, padding = 0 } = options
  const [batch, ...fine] = imageShape(x)
  const [kernel, outChannels] = kernelShape(weight, fine[2])
  const extent = (n: number) => Math.floor((n + 2 * padding - kernel) / stride) + 1
  const coarse: Extent = [positive(extent(fine[0])), positive(extent(fine[1])), outChannels]
  return convolution('conv2d', { batch, fine, coarse, kernel, stride, padding }, { x, weight, bias }, options)
}

/**
 * x [B, H, W, in], weight [k, k, in, out], bias [out] → [B, H', W', out], H' = (H − 1)·stride − 2·padding + k +
 * outputPadding. A negative `outputPadding` crops the far edge, as TensorFlow's 'same' does.
 */
export function convTranspose2d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: ConvOptions & { outputPadding?: number } = {},
): Tensor {
  const { stride = 1, padding = 0, outputPadding = 0 } = options
  const [batch, ...coarse] = imageShape(x)
  const [kernel, outChannels] = kernelShape(weight, coarse[2])
  const extent = (n: number) => positive((n - 1) * stride - 2 * padding + kernel + outputPadding)
  const fine: Extent = [extent(coarse[0]), extent(coarse[1]), outChannels]
  return convolution('convTranspose2d', { batch, fine, coarse, kernel, stride, padding }, { x, weight, bias }, options)
}

function convolution(
  operation: 'conv2d' | 'convTranspose2d',
  geometry: ConvGeometry,
  given: { x: Tensor; weight: Tensor; bias: Tensor | null },
  { relu = false }: ConvOptions,
): Tensor {
  const { weight } = given
  // All is stored as the weights are, so that a model in f16 needs no other mark and takes images in float32.
  const x = given.x.to(weight.dtype)
  const bias = given.bias?.to(weight.dtype) ?? null
  const { engine } = x
  const direct = operation === 'conv2d'
  const [forward, reverse] = direct ? [gatherCoarse, gatherFine] : [gatherFine, gatherCoarse]
  const shape = [geometry.batch, ...(direct ? geometry.coarse : geometry.fine)]
  const operands = { x: x.storage, weight: weight.storage, bias: bias?.storage, relu }
  const y = new Tensor(engine, forward(engine, geometry, operands), shape)
  y.rectified = relu
  const inputs = bias ? [x, weight, bias] : [x, weight]
  track(inputs, [y], ([incoming], target) => {
    const dy = throughReLU(incoming!, y)
    const gradients: (Tensor | null)[] = [null, null, null]
    if (x.requiresGrad) {
      const mask = x.rectified ? x.storage : undefined
      const operands = { x: dy.storage, weight: weight.storage, swapped: true, mask }
      const dx = new Tensor(engine, reverse(engine, geometry, operands), x.shape)
      dx.masked = x.rectified
      gradients[0] = dx
    }
    const biasPlace = bias?.requiresGrad ? target(bias) : null
    if (weight.requiresGrad) {
      const into = { weight: target(weight), bias: biasPlace }
      const products = { operation, x: x.storage, dy: dy.storage }
      const { weight: dw, bias: db } = parameterGradients(engine, geometry, products, into)
      gradients[1] = new Tensor(engine, dw, weight.shape)
      if (db) gradients[2] = new Tensor(engine, db, bias!.shape)
    } else if (biasPlace !== null) {
      gradients[2] = new Tensor(engine, biasGradient(engine, dy.storage, bias!.size, biasPlace), bias!.shape)
    }
    return gradients
  })
  return y
}

/** x [B, in], weight [in, out], bias [out] → [B, out]; a convolution of a 1 × B image by a 1 × 1 kernel. */
export function linear(x: Tensor, weight: Tensor, bias: Tensor | null, options: { relu?: boolean } = {}): Tensor {
  const batch = x.shape[0]
  const features = x.size / batch
  const [inputs, outputs] = weight.shape
  if (features !== inputs) throw new RangeError(`linear: ${features} features a row, the weight takes ${inputs}`)
  const geometry: ConvGeometry = {
    batch: 1,
    fine: [1, batch, inputs],
    coarse: [1, batch, outputs],
    kernel: 1,
    stride: 1,
    padding: 0,
  }
  return reshape(convolution('conv2d', geometry, { x, weight, bias }, options), [batch, outputs])
}

/** The same numbers under another shape. */
export function reshape(x: Tensor, shape: readonly number[]): Tensor {
  const y = new Tensor(x.engine, x.storage, shape)
  y.rectified = x.rectified
  track([x], [y], ([dy]) => {
    const dx = new Tensor(x.engine, dy!.storage, x.shape)
    dx.masked = dy!.masked
    return [dx]
  })
  return y
}

/** max(x, 0). */
export function relu(x: Tensor): Tensor {
  const y = like(x, unary(x.engine, 'relu', x.storage))
  y.rectified = true
  track([x], [y], ([dy]) => [throughReLU(dy!, y)])
  return y
}

/** The gradient in front of the ReLU that made `y`, from the one behind it. */
function throughReLU(dy: Tensor, y: Tensor): Tensor {
  return !y.rectified || dy.masked ? dy : like(dy, binary(dy.engine, 'reluGradient', dy.storage, y.storage))
}

/** 1 / (1 + e^−x). */
export function sigmoid(x: Tensor): Tensor {
  const y = like(x, unary(x.engine, 'sigmoid', x.storage))
  track([x], [y], ([dy]) => [like(x, binary(x.engine, 'sigmoidGradient', dy!.storage, y.storage))])
  return y
}

/** a + b; shapes are equal. */
export function add(a: Tensor, b: Tensor): Tensor {
  sameShape(a, b)
  const y = like(a, binary(a.engine, 'add', a.storage, b.storage))
  track([a, b], [y], ([dy]) => [dy, dy])
  return y
}

/** a − b; shapes are equal. */
export function subtract(a: Tensor, b: Tensor): Tensor {
  sameShape(a, b)
  const y = like(a, binary(a.engine, 'subtract', a.storage, b.storage))
  track([a, b], [y], ([dy]) => [dy, b.requiresGrad ? scaled(dy!, -1) : null])
  return y
}

/** a · b, element by element; shapes are equal. */
export function multiply(a: Tensor, b: Tensor): Tensor {
  sameShape(a, b)
  const y = like(a, binary(a.engine, 'multiply', a.storage, b.storage))
  const times = (dy: Tensor, other: Tensor) => like(a, binary(a.engine, 'multiply', dy.storage, other.storage))
  track([a, b], [y], ([dy]) => [a.requiresGrad ? times(dy!, b) : null, b.requiresGrad ? times(dy!, a) : null])
  return y
}

/** factor · x. */
export function scale(x: Tensor, factor: number): Tensor {
  const y = scaled(x, factor)
  track([x], [y], ([dy]) => [scaled(dy!, factor)])
  return y
}

function scaled(x: Tensor, factor: number): Tensor {
  return like(x, unary(x.engine, 'scale', x.storage, { factor }))
}

/** x², element by element. */
export function square(x: Tensor): Tensor {
  const y = like(x, unary(x.engine, 'square', x.storage))
  track([x], [y], ([dy]) => [like(x, binary(x.engine, 'squareGradient', dy!.storage, x.storage))])
  return y
}

/** Σ x, a scalar. */
export function sum(x: Tensor): Tensor {
  const y = new Tensor(x.engine, sumRows(x.engine, x.storage, 1), [1])
  track([x], [y], ([dy]) => {
    const ones = x.engine.constant(new Float32Array(x.size).fill(1))
    return [like(x, binary(x.engine, 'multiply', ones, dy!.storage))]
  })
  return y
}

/** Σ x / size, a scalar. */
export function mean(x: Tensor): Tensor {
  return scale(sum(x), 1 / x.size)
}

/**
 * A draw from N(mean, e^logvar) by the reparameterisation trick, and the divergence of that distribution from N(0, 1),
 * summed over the latent numbers and averaged over the batch. stats [B, 2L] = [mean | logvar], noise [B, L].
 * Kingma and Welling, arXiv:1312.6114.
 */
export function reparameterise(
  stats: Tensor,
  noise: Tensor,
  { divergence = 'analytic' }: { divergence?: Divergence } = {},
): { z: Tensor; kl: Tensor } {
  const { engine } = stats
  const [batch, latent] = noise.shape
  if (stats.size !== 2 * noise.size) throw new RangeError('reparameterise: stats must hold twice as many as noise')
  const shape = [batch, latent] as const
  const how = { divergence, shape, scale: 1 / batch }
  const draw = { stats: stats.storage, noise: noise.storage }
  const result = reparameteriseKernel(engine, how, draw)
  const z = new Tensor(engine, result.z, shape)
  const kl = new Tensor(engine, result.kl, [1])
  track([stats], [z, kl], ([dz, dkl]) => [
    like(
      stats,
      reparameteriseGradient(engine, how, {
        ...draw,
        dz: dz?.storage ?? zeros(z),
        dkl: dkl?.storage ?? zeros(kl),
      }),
    ),
  ])
  return { z, kl }
}

/** −log p(x | prediction), summed over the pixels of a patch and averaged over the batch (axis 0). x needs no gradient. */
export function reconstructionLoss(prediction: Tensor, x: Tensor, likelihood: Likelihood): Tensor {
  const { engine } = prediction
  if (prediction.size !== x.size) throw new RangeError('the prediction and the image differ in size')
  const factor = 1 / prediction.shape[0]
  const images = { prediction: prediction.storage, x: x.storage }
  const loss = negativeLogLikelihood(engine, likelihood, images, factor)
  const y = new Tensor(engine, loss, [1])
  track([prediction], [y], ([dy]) => [
    like(prediction, likelihoodGradient(engine, likelihood, { ...images, upstream: dy!.storage }, factor)),
  ])
  return y
}

/** Binary cross-entropy of logits, summed over a patch and averaged over the batch. */
export function bceWithLogits(logits: Tensor, x: Tensor): Tensor {
  return reconstructionLoss(logits, x, { kind: 'bernoulli' })
}

function like(shape: Tensor, storage: Storage): Tensor {
  return new Tensor(shape.engine, storage, shape.shape)
}

function zeros({ engine, size }: Tensor): Storage {
  return engine.constant(new Float32Array(size))
}

function sameShape(a: Tensor, b: Tensor): void {
  if (a.size !== b.size || a.shape.some((n, axis) => n !== b.shape[axis])) {
    throw new RangeError(`shapes [${a.shape.join(', ')}] and [${b.shape.join(', ')}] differ`)
  }
}

function imageShape({ shape }: Tensor): readonly [number, number, number, number] {
  if (shape.length !== 4)
    throw new RangeError(`an image tensor is [batch, height, width, channels], not [${shape.join(', ')}]`)
  return shape as unknown as readonly [number, number, number, number]
}

function kernelShape(weight: Tensor, channels: number): readonly [kernel: number, outChannels: number] {
  const [kernel, width, inputs, outputs] = weight.shape
  if (kernel !== width || inputs !== channels || sizeOf(weight.shape) !== weight.size) {
    throw new RangeError(`a kernel of shape [${weight.shape.join(', ')}] does not fit ${channels} channels`)
  }
  return [kernel, outputs]
}

function positive(extent: number): number {
  if (extent < 1) throw new RangeError('the kernel is larger than the image')
  return extent
}
