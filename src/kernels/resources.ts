import type { Pipelines } from './pipelines'

/** A device and what is made on it, shaders and buffers: what it takes to run a call. */
export interface DeviceResources {
  readonly device: GPUDevice
  readonly info: GPUAdapterInfo
  readonly language: ReadonlySet<string>
  readonly pipelines: Pipelines
  /** A storage buffer of `words` 4-byte words; a DeviceError where the adapter has none so large. */
  createBuffer(words: number): GPUBuffer
  freeBuffer(buffer: GPUBuffer): void
  /** Kernels read vec4s from textures where they can: it is the faster way on this adapter. */
  readonly textures: boolean
  /** A texture of `lines` lines of `TEXELS` vec4s. */
  createTexture(lines: number): GPUTexture
  freeTexture(texture: GPUTexture): void
}
