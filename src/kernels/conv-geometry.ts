/** [height, width, channels] of an image. */
export type Extent = readonly [height: number, width: number, channels: number]

/**
 * A convolution from `fine` to `coarse`: the geometry of conv2d as it stands, and of convTranspose2d read backwards, so
 * that one description serves all six products (forward, dInput and dWeight of both).
 */
export interface ConvGeometry {
  batch: number
  fine: Extent
  coarse: Extent
  kernel: number
  stride: number
  padding: number
}

/**
 * The number of threads a workgroup, a multiple of `lanes`, that wastes the fewest; the larger of two equals. A GPU, whose
 * lanes are unknown, runs 32 or 64 together: fewer would leave it idle.
 */
export function workgroupFor(threads: number, lanes: number): number {
  const step = lanes > 0 ? Math.max(lanes, 8) : 32
  let best = 64
  for (let size = 64; size >= step; size -= step) {
    if (Math.ceil(threads / size) * size < Math.ceil(threads / best) * best) best = size
  }
  return best
}
