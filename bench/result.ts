import type { AdapterSummary } from '../src/kernels'

export type ImplementationName = 'lacuna' | 'lacuna-f16' | 'tfjs' | 'jax-js' | 'pytorch' | 'pytorch-cuda'

/** What `npm run bench -- --json FILE` writes. Times are in ms, rates in 10⁹ a second. */
export interface BenchResult {
  adapter: AdapterSummary
  date: string
  seed: number
  quick: boolean
  /** Of everything that took part: lacuna, node, webgpu, tfjs, jax-js, pytorch. */
  versions: Record<string, string>
  cores: number
  /** Multiply-adds that never leave registers, 2 operations each. */
  fmaPeakGflops: number
  /** Bytes read and written by a kernel that copies more than any cache holds. */
  copyPeakGBs: number
  steps: StepResult[]
  inference: InferenceResult[]
  kernels: KernelResult[]
  memory: MemoryResult[]
  sweeps: SweepResult[]
  /** What is missing above, and why. */
  notRun: { preset: string; implementation: ImplementationName; reason: string }[]
}

/** A median over `samples` interleaved samples, and the quartiles around it. */
export interface Spread {
  medianMs: number
  lowerQuartileMs: number
  upperQuartileMs: number
  samples: number
}

export interface StepResult extends Spread {
  preset: string
  implementation: ImplementationName
  /** From the host's weights to the first loss: device, shaders, tuning and one step, with every cache empty. */
  firstStepMs: number
  /** Processor time of a step over all cores, which other work on the machine disturbs less; null where it cannot be told. */
  cpuMs: number | null
  gflops: number
  /** Of the adapter's FMA peak; null for what did not run on the adapter's hardware. */
  peakFraction: number | null
  /** Losses of the first three steps, by which it was let in. */
  losses: number[]
}

export interface InferenceResult extends Spread {
  preset: string
  implementation: ImplementationName
  /** From patches on the host to predictions on the host. */
  patchesPerSecond: number
  /** Of a trained model stored as f16: how far predictions, 0–1, are from those with f32. */
  error?: { largest: number; rms: number } | undefined
}

/** One kernel of Lacuna's training step, dispatched alone. */
export interface KernelResult {
  preset: string
  name: string
  shape: string
  /** Dispatches of it in a step, all of which are in `ms`. */
  count: number
  ms: number
  /** 0 for kernels that only move numbers. */
  gflops: number
  /** Each operand moved once. */
  gbs: number
  peakFraction: number
  copyFraction: number
}

/** Bytes. */
export interface MemoryResult {
  preset: string
  /** All that the engine holds: parameters, gradients, optimiser, data, arena. */
  total: number
  buffers: number
  pipelines: number
  parameters: number
  arena: number
  /** The most that is alive at once in the step: the arena cannot be smaller. */
  peak: number
}

export interface SweepResult {
  preset: string
  axis: 'batch' | 'patch'
  implementation: ImplementationName
  points: (Spread & { value: number; gflops: number })[]
}
