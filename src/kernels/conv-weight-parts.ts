import type { ConvGeometry } from './conv-geometry'
import type { Recorder } from './recorder'
import type { Storage } from './storage'

type ConvOperation = 'conv2d' | 'convTranspose2d'

/** An operation's input `x` and the gradient of its output `dy`. */
export interface Products {
  operation: ConvOperation
  x: Storage
  dy: Storage
}

/** Rows of partial sums of both gradients; those of the bias only where they come with the others. */
export interface Parts {
  weight: Storage
  bias: Storage | null
}

export interface How {
  /** Gathered channels are taken one by one. */
  thin: boolean
  into: Storage | undefined
  /** The bias's gradient is wanted, and the taps read all of dy once. */
  BIAS: boolean
}

/** What every walk over the pixels needs to know of the images. */
export function imagesOf({ batch, kernel, stride, padding, fine, coarse }: ConvGeometry) {
  return {
    B: batch,
    GH: fine[0],
    GW: fine[1],
    DH: coarse[0],
    DW: coarse[1],
    K: kernel,
    STRIDE: stride,
    PAD: padding,
  }
}

/** Threads that the split of the inner dimension aims at: enough to fill an adapter, few enough that partials stay small. */
function splitThreads({ subgroupSize }: Recorder): number {
  return subgroupSize > 0 ? 2 ** 11 : 2 ** 14
}

/** Bytes of both images that a part may read: all channel blocks of a part come one after another, and find it in the cache. */
const PART_BYTES = 2 ** 20

/** How many parts the lines of the coarse images are split into, each taking `threads`, and the lines of each. */
export function split(recorder: Recorder, geometry: ConvGeometry, threads: number): { PARTS: number; LINES: number } {
  const lines = geometry.batch * geometry.coarse[0]
  const bytes = lines * bytesOfLine(geometry)
  const wanted = Math.ceil(Math.max(splitThreads(recorder) / threads, bytes / PART_BYTES))
  const LINES = Math.ceil(lines / Math.min(lines, wanted))
  return { PARTS: Math.ceil(lines / LINES), LINES }
}

/** Bytes of a line of the coarse image and of the lines of the fine one that belong to it. */
function bytesOfLine({ fine, coarse, stride }: ConvGeometry): number {
  return 4 * (coarse[1] * coarse[2] + stride * fine[1] * fine[2])
}
