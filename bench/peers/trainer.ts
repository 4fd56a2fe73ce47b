import type { ImplementationName } from '../result'
import type { Workload } from '../workload'

/** One of the libraries that are compared. */
export interface Implementation {
  readonly name: ImplementationName
  /** Opens the library's device if need be, and puts model, optimiser and data there. */
  create(workload: Workload): Promise<Trainer>
  /** Processor time spent on its work so far, ms; null where it cannot be told. */
  cpuMs(): Promise<number | null>
  /** Of everything that takes part in it, known once something was created. */
  versions(): Record<string, string>
  close(): void
}

/** A model in training. */
export interface Trainer {
  /** Runs `count` training steps, waits for them, and gives the loss of the last one: nothing else is read. */
  steps(count: number): Promise<number>
  /** Predicts the first batch of images at the posterior mean, from the host to the host; gives the number of pixels. */
  predict(): Promise<number>
  close(): Promise<void>
}
