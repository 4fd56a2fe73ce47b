import { workgroupFor } from './conv-geometry'
import { whole } from './conv-source'
import type { Product } from './convolutions'
import type { Kernel } from './pipelines'
import type { CallShape, Recorder } from './recorder'

/** The most pixels that a thread may hold, and the blocks of output channels, each of which takes threads of its own. */
interface Blocks {
  most: number
  columnBlocks: number
}

/** A kernel whose threads each hold the sums of some pixels, without workgroup memory. */
export function inRegisters(
  { subgroupSize }: Recorder,
  product: Product,
  { label, source, constants }: Kernel,
  { most, columnBlocks }: Blocks,
): CallShape {
  const { pixels, step, dtype } = product
  const PIXELS = hasLargeTile(product) ? most : Math.min(most, pixels >= 16 ? 2 : 1)
  const threads = Math.ceil(pixels / PIXELS)
  return {
    kernel: { label, source: whole(source, dtype), constants: { ...product.constants, PIXELS, ...constants } },
    threads,
    depth: columnBlocks * step * step,
    workgroup: workgroupFor(threads, subgroupSize),
  }
}

/** Products from which on a convolution gets the largest tile: its shader takes lavapipe a tenth of a second longer. */
const LARGE_TILE_PRODUCTS = 2 ** 22

export function hasLargeTile({ constants: { K, IC, OC }, pixels }: Product): boolean {
  return pixels * K * K * IC * OC > LARGE_TILE_PRODUCTS
}
