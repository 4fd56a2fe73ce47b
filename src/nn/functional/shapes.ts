import type { Storage } from '../../kernels'
import { shapeText, Tensor } from '../tensor'

/** Windows that slide over an image: of a convolution or a pooling. */
interface Windows {
  kernel: number
  stride: number
  padding: number
}

/** Other numbers in the shape of a tensor. */
export function like({ engine, shape }: Tensor, storage: Storage): Tensor {
  return new Tensor(engine, storage, shape)
}

export function imageShape(operation: string, x: Tensor): readonly [number, number, number, number] {
  if (x.shape.length !== 4) {
    throw new RangeError(`${operation}: an image tensor is [batch, height, width, channels], not ${shapeText(x)}`)
  }
  return x.shape as unknown as readonly [number, number, number, number]
}

/** How many windows fit an image, down and across. */
export function windowed(operation: string, x: Tensor, { kernel, stride, padding }: Windows): [number, number] {
  const extent = (n: number) => positive(operation, x, Math.floor((n + 2 * padding - kernel) / stride) + 1)
  const [, height, width] = imageShape(operation, x)
  return [extent(height), extent(width)]
}

export function positive(operation: string, x: Tensor, extent: number): number {
  if (extent < 1) throw new RangeError(`${operation}: the kernel is larger than the image ${shapeText(x)}`)
  return extent
}
