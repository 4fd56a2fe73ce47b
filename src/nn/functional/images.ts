import type { PoolGeometry, UpsampleMode } from '../../kernels'
import {
  averagePool,
  averagePoolGradient,
  maxPool,
  maxPoolGradient,
  upsample as upsampleKernel,
  upsampleGradient,
} from '../../kernels'
import { track } from '../autograd'
import { Tensor } from '../tensor'
import { imageShape, like, windowed } from './shapes'

export interface PoolOptions {
  /** As large as the kernel when left out. */
  stride?: number
  padding?: number
}

/** The largest number of each window of kernel × kernel; what lies outside the image is not looked at. */
export function maxPool2d(x: Tensor, kernel: number, options: PoolOptions = {}): Tensor {
  const geometry = poolGeometry('maxPool2d', x, kernel, options)
  const { y: storage, place } = maxPool(x.engine, geometry, x.storage)
  const y = pooled(x, geometry, storage)
  track([x], [y], ([dy]) => [like(x, maxPoolGradient(x.engine, geometry, { dy: dy!.storage, place }))])
  return y
}

/** The mean of each window of kernel × kernel, zeros outside the image included. */
export function avgPool2d(x: Tensor, kernel: number, options: PoolOptions = {}): Tensor {
  const geometry = poolGeometry('avgPool2d', x, kernel, options)
  const y = pooled(x, geometry, averagePool(x.engine, geometry, x.storage))
  track([x], [y], ([dy]) => [like(x, averagePoolGradient(x.engine, geometry, dy!.storage))])
  return y
}

function poolGeometry(operation: string, x: Tensor, kernel: number, options: PoolOptions): PoolGeometry {
  const { stride = kernel, padding = 0 } = options
  if (2 * padding > kernel) {
    throw new RangeError(`${operation}: a padding of ${padding} is over half the kernel of ${kernel}`)
  }
  const [batch, ...fine] = imageShape(operation, x)
  const coarse = [...windowed(operation, x, { kernel, stride, padding }), fine[2]] as const
  return { batch, fine, coarse, kernel, stride, padding }
}

function pooled({ engine }: Tensor, { batch, coarse }: PoolGeometry, storage: Tensor['storage']): Tensor {
  return new Tensor(engine, storage, [batch, ...coarse])
}

export interface UpsampleOptions {
  /** A whole number. */
  scaleFactor: number
  mode?: UpsampleMode
}

/** [B, H, W, C] → [B, scaleFactor·H, scaleFactor·W, C]; corners are not aligned, PyTorch's default. */
export function upsample(x: Tensor, { scaleFactor: factor, mode = 'nearest' }: UpsampleOptions): Tensor {
  if (!Number.isInteger(factor) || factor < 1) throw new RangeError(`upsample: ${factor} is no whole scale factor`)
  const [batch, ...coarse] = imageShape('upsample', x)
  const geometry = { coarse, factor, mode }
  const shape = [batch, factor * coarse[0], factor * coarse[1], coarse[2]]
  const y = new Tensor(x.engine, upsampleKernel(x.engine, geometry, x.storage), shape)
  track([x], [y], ([dy]) => [like(x, upsampleGradient(x.engine, geometry, dy!.storage))])
  return y
}
