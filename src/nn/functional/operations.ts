import type { Axis, Binary, ConvGeometry, Extent, Slice } from '../../kernels'
import {
  biasGradient,
  binary,
  broadcastAxis,
  gatherCoarse,
  gatherFine,
  parameterGradients,
  putSlice,
  Storage,
  sumAxis,
  total,
  takeSlice,
  unary,
} from '../../kernels'
import { track } from '../autograd'
import { shapeText, sizeOf, Tensor } from '../tensor'
import { imageShape, like, positive, windowed } from './shapes'

export interface ConvOptions {
  stride?: number
  padding?: number
  /** Apply a ReLU to the result in the same kernel. */
  relu?: boolean
}

/** x [B, H, W, in], weight [k, k, in, out], bias [out] → [B, H', W', out], H' = ⌊(H + 2·padding − k) / stride⌋ + 1. */
export function conv2d(x: Tensor, weight: Tensor, bias: Tensor | null, options: ConvOptions = {}): Tensor {
  const { stride = 1, padding = 0 } = options
  const [batch, ...fine] = imageShape('conv2d', x)
  const [kernel, outChannels] = kernelShape('conv2d', weight, x)
  const coarse = [...windowed('conv2d', x, { kernel, stride, padding }), outChannels] as const
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
  const [batch, ...coarse] = imageShape('convTranspose2d', x)
  const [kernel, outChannels] = kernelShape('convTranspose2d', weight, x)
  const extent = (n: number) => positive('convTranspose2d', x, (n - 1) * stride - 2 * padding + kernel + outputPadding)
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
  if (features !== inputs) {
    const shapes = `rows of ${shapeText(x)} and the weight ${shapeText(weight)}`
    throw new RangeError(`linear: ${shapes} do not fit: ${features} features a row, the weight takes ${inputs}`)
  }
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

function kernelShape(operation: string, weight: Tensor, x: Tensor): readonly [kernel: number, outChannels: number] {
  const [kernel, width, inputs, outputs] = weight.shape
  const channels = x.shape[3]
  if (kernel !== width || inputs !== channels || sizeOf(weight.shape) !== weight.size) {
    throw new RangeError(
      `${operation}: a kernel of shape ${shapeText(weight)} does not fit ${channels} channels of ${shapeText(x)}`,
    )
  }
  return [kernel, outputs]
}

/** The same numbers under another shape. */
export function reshape(x: Tensor, shape: readonly number[]): Tensor {
  if (sizeOf(shape) !== x.size) {
    throw new RangeError(`reshape: ${shapeText(x)} holds ${x.size} numbers, [${shape.join(', ')}] ${sizeOf(shape)}`)
  }
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

/** a + b, by NumPy's rules of broadcasting. */
export function add(a: Tensor, b: Tensor): Tensor {
  return elementwise('add', a, b, (dy) => [dy, dy])
}

/** a − b, by NumPy's rules of broadcasting. */
export function subtract(a: Tensor, b: Tensor): Tensor {
  return elementwise('subtract', a, b, (dy, _, q) => [dy, q.requiresGrad ? scaled(dy, -1) : null])
}

/** a · b, element by element, by NumPy's rules of broadcasting. */
export function multiply(a: Tensor, b: Tensor): Tensor {
  const times = (dy: Tensor, other: Tensor) => like(dy, binary(dy.engine, 'multiply', dy.storage, other.storage))
  return elementwise('multiply', a, b, (dy, p, q) => [
    p.requiresGrad ? times(dy, q) : null,
    q.requiresGrad ? times(dy, p) : null,
  ])
}

function elementwise(
  operation: Binary,
  a: Tensor,
  b: Tensor,
  gradient: (dy: Tensor, p: Tensor, q: Tensor) => (Tensor | null)[],
): Tensor {
  const shape = jointShape(operation, a, b)
  const [p, q] = [broadcastTo(a, shape), broadcastTo(b, shape)]
  const y = like(p, binary(p.engine, operation, p.storage, q.storage))
  track([p, q], [y], ([dy]) => gradient(dy!, p, q))
  return y
}

function jointShape(operation: string, a: Tensor, b: Tensor): number[] {
  const rank = Math.max(a.shape.length, b.shape.length)
  const [p, q] = [a, b].map(({ shape }) => padded(shape, rank))
  return p.map((n, axis) => {
    if (n !== q[axis] && n !== 1 && q[axis] !== 1) {
      throw new RangeError(`${operation}: shapes ${shapeText(a)} and ${shapeText(b)} do not broadcast`)
    }
    return n === 1 ? q[axis] : n
  })
}

/** A shape with axes of length 1 in front, as many as it takes. */
function padded(shape: readonly number[], rank: number): number[] {
  return [...new Array<number>(rank - shape.length).fill(1), ...shape]
}

/** x repeated along the axes in which it has length 1, or none, until it has `shape`. */
export function broadcastTo(x: Tensor, shape: readonly number[]): Tensor {
  const now = padded(x.shape, Math.max(shape.length, x.shape.length))
  if (now.length !== shape.length || now.some((n, axis) => n !== shape[axis] && n !== 1)) {
    throw new RangeError(`broadcastTo: ${shapeText(x)} does not broadcast to [${shape.join(', ')}]`)
  }
  let y = x
  for (let axis = 0; axis < shape.length; axis++) {
    if (now[axis] === shape[axis]) continue
    // Neighbouring axes of length 1 are repeated in one go.
    let end = axis
    while (end < shape.length && now[end] === 1) end++
    const wanted = shape.slice(axis, end)
    y = repeated(y, { outer: sizeOf(now.slice(0, axis)), count: sizeOf(wanted), inner: sizeOf(now.slice(end)) })
    now.splice(axis, wanted.length, ...wanted)
  }
  return sameShape(y.shape, shape) ? y : reshape(y, shape)
}

function repeated(x: Tensor, axis: Axis): Tensor {
  const storage = broadcastAxis(x.engine, x.storage, axis)
  const y = new Tensor(x.engine, storage, [axis.outer, axis.count, axis.inner])
  track([x], [y], ([dy]) => [like(x, sumAxis(x.engine, dy!.storage, axis))])
  return y
}

/** Joins tensors along an axis, in which alone they may differ; −1 is the last one, an image's channels. */
export function cat(tensors: readonly Tensor[], dim = 0): Tensor {
  const [first] = tensors
  if (!first) throw new RangeError('cat: there is nothing to join')
  const axis = dim < 0 ? dim + first.shape.length : dim
  const fits = ({ shape }: Tensor) =>
    shape.length === first.shape.length && shape.every((n, k) => k === axis || n === first.shape[k])
  if (!(axis in first.shape) || !tensors.every(fits)) {
    throw new RangeError(`cat: shapes ${tensors.map(shapeText).join(', ')} do not join along axis ${dim}`)
  }
  const { engine } = first
  const shape = first.shape.map((n, k) => (k === axis ? tensors.reduce((sum, t) => sum + t.shape[axis], 0) : n))
  const [rows, whole] = [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis))]
  let offset = 0
  const slices = tensors.map((tensor): Slice => {
    const part = tensor.size / rows
    offset += part
    return { rows, whole, part, offset: offset - part }
  })
  const y = new Tensor(engine, Storage.unplaced(rows * whole), shape)
  tensors.forEach(({ storage }, k) => putSlice(engine, storage, slices[k], y.storage))
  track(tensors, [y], ([dy]) =>
    tensors.map((tensor, k) => (tensor.requiresGrad ? like(tensor, takeSlice(engine, dy!.storage, slices[k])) : null)),
  )
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
  const y = new Tensor(x.engine, total(x.engine, x.storage), [1])
  const axis = { outer: 1, count: x.size, inner: 1 }
  track([x], [y], ([dy]) => [like(x, broadcastAxis(x.engine, dy!.storage, axis))])
  return y
}

/** Σ x / size, a scalar. */
export function mean(x: Tensor): Tensor {
  return scale(sum(x), 1 / x.size)
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((n, axis) => n === b[axis])
}
