import type { Kernel } from './pipelines'
import type { Storage } from './storage'

export type Bindings = Record<number, Storage | undefined>

/** A kernel over `threads` threads along x (folded into y) in workgroups of `workgroup`, and `depth` workgroups along z. */
export interface CallShape {
  kernel: Kernel
  threads: number
  depth: number
  workgroup: number
}

/** What an operation needs of the engine: somewhere to put its calls, and what their kernels should be made for. */
export interface Recorder {
  /**
   * Lanes of a subgroup where kernels may pass values round one, else 0. Only software adapters have so few: on a GPU,
   * a subgroup has 32 lanes and a read that they share is free, so the other kernels serve.
   */
  readonly subgroupSize: number
  /**
   * Whether short loops are worth writing out: a GPU then has many reads on their way at once. A software adapter gains
   * nothing, and takes several times as long to compile them.
   */
  readonly unrolls: boolean
  /** Adds a call over `threads` threads along x (folded into y) and `depth` workgroups along z. */
  record(kernel: Kernel, bindings: Bindings, threads: number, shape?: { depth?: number; workgroup?: number }): void
  /** Adds a call that can be made in several ways. The first is what is run unless the tuner has found a faster one. */
  recordVariants(shapes: readonly [CallShape, ...CallShape[]], bindings: Bindings): void
}
