import type { Kernel } from './pipelines'
import type { Storage } from './storage'

/** A kernel and how many workgroups it takes along each axis. */
export interface Variant {
  kernel: Kernel
  workgroups: readonly [number, number, number]
}

/** One dispatch: what to run, what is bound where, and other ways to compute the same, told apart by their labels. */
export interface Call extends Variant {
  bindings: ReadonlyMap<number, Storage>
  alternatives: readonly Variant[]
}
