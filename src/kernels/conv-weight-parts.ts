import type { ConvGeometry } from './conv-geometry'
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
