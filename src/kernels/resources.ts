import type { Pipelines } from './pipelines'

/** A device and what is made on it, shaders and buffers: what it takes to run a call. */
export interface DeviceResources {
  readonly device: GPUDevice
  readonly info: GPUAdapterInfo
  readonly pipelines: Pipelines
  /** A storage buffer of `words` 4-byte words; a DeviceError where the adapter has none so large. */
  createBuffer(words: number): GPUBuffer
  freeBuffer(buffer: GPUBuffer): void
}
