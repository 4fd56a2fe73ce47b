import { Engine } from '../../src/kernels'
import { convolutions as onGpu } from '../../src/kernels/convolutions-gpu'
import { convolutions as inSoftware } from '../../src/kernels/convolutions-software'

interface StubBuffer {
  size: number
  data: Uint8Array
  destroy: () => void
}

/**
 * An engine on a device that has memory but computes nothing: for tests of what is recorded, planned and uploaded.
 * Its limits are those that WebGPU guarantees; its subgroups have `lanes` lanes, if it has any; it has these `features`.
 */
export function stubEngine(lanes = 0, features: string[] = []): Engine {
  Object.assign(globalThis, {
    GPUBufferUsage: { COPY_SRC: 4, COPY_DST: 8, STORAGE: 128 },
    GPUShaderStage: { COMPUTE: 4 },
  })
  const device = {
    lost: new Promise(() => undefined),
    features: new Set([...(lanes > 0 ? ['subgroups'] : []), ...features]),
    limits: { maxBufferSize: 2 ** 28, maxStorageBufferBindingSize: 2 ** 27 },
    createBuffer: ({ size }: GPUBufferDescriptor): StubBuffer => ({
      size,
      data: new Uint8Array(size),
      destroy: () => undefined,
    }),
    queue: {
      submit: () => undefined,
      writeBuffer: (to: StubBuffer, offset: number, from: ArrayBuffer, start: number, bytes: number) =>
        to.data.set(new Uint8Array(from, start, bytes), offset),
    },
    pushErrorScope: () => undefined,
    popErrorScope: () => Promise.resolve(null),
    createShaderModule: () => ({}),
    createBindGroupLayout: () => ({}),
    createPipelineLayout: () => ({}),
    createComputePipelineAsync: () => Promise.resolve({}),
    createBindGroup: () => ({}),
    createCommandEncoder: () => ({
      beginComputePass: () => ({ setPipeline() {}, setBindGroup() {}, dispatchWorkgroups() {}, end() {} }),
      finish: () => ({}),
    }),
  }
  const info = { subgroupMinSize: lanes, subgroupMaxSize: lanes }
  const engine = new Engine(device as unknown as GPUDevice, info as GPUAdapterInfo, lanes > 0 ? inSoftware : onGpu)
  // Nothing runs, so nothing can be timed.
  engine.tuner = null
  return engine
}

/** What was uploaded to a storage of a stub engine. */
export function uploaded(storage: { location: { buffer: GPUBuffer; offset: number }; length: number }): Float32Array {
  const { buffer, offset } = storage.location
  const { data } = buffer as unknown as StubBuffer
  return new Float32Array(data.buffer, offset, storage.length)
}
