import type { Constants } from './constants'
import type { ConvGeometry } from './conv-geometry'
import type { How, Parts, Products } from './conv-weight-parts'
import type { Bindings, Recorder } from './recorder'
import type { Dtype, Storage } from './storage'

/** A convolution as a matrix product. */
export interface Product {
  /** Its shape, its elements and its epilogue. */
  constants: Constants & {
    B: number
    IH: number
    IW: number
    OH: number
    OW: number
    K: number
    STRIDE: number
    PAD: number
    IC: number
    OC: number
    TRANSPOSED: boolean
  }
  /** Output pixels of a phase. */
  pixels: number
  /** The stride of a transposed convolution, which has step² phases; else 1. */
  step: number
  dtype: Dtype
}

/** Image, weights and result, and what the epilogue reads. */
export type ProductBindings = Record<0 | 1 | 2, Storage> & Bindings

/**
 * The convolutions that one kind of adapter computes in its own way. An engine is opened with one of these, so that an
 * application loads the kernels of no other kind.
 */
export interface Convolutions {
  /** From and to whole vec4s of channels. */
  wide(recorder: Recorder, product: Product, bindings: ProductBindings): void
  /** From one channel, or some few, to whole vec4s. */
  fromFew(recorder: Recorder, product: Product, bindings: ProductBindings): void
  /** From whole vec4s to one channel. */
  toOne(recorder: Recorder, product: Product, bindings: ProductBindings): void
  /** Partial sums of a weight's gradient; null where the channels are not of a kind that it knows. */
  weightParts(recorder: Recorder, geometry: ConvGeometry, products: Products, how: How): Parts | null
}
