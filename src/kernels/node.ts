import { DeviceError } from '../errors'
import { openDevice } from './device'
import type { Engine } from './engine'
import { askSeldom } from './node-events'
import { withVulkanDriver } from './node-icd'
import { fileTuningStore } from './node-tuning'
import { Tuner } from './tuner'

/** Dawn's objects die with the one that `create` returns: it lives as long as the process. */
let gpu: GPU | null = null

/** Opens an adapter in Node through the optional package `webgpu` (Dawn): a GPU, or else a software adapter. */
export async function openNodeDevice(): Promise<Engine> {
  if (!gpu) {
    const dawn = await import('webgpu').catch((cause: unknown) => {
      throw new DeviceError('no-webgpu', 'WebGPU in Node needs the package "webgpu": npm install webgpu', { cause })
    })
    askSeldom(dawn.globals)
    Object.assign(globalThis, dawn.globals)
    gpu = await withVulkanDriver(async () => {
      const instance = dawn.create([])
      return (await instance.requestAdapter()) ? instance : null
    })
  }
  if (!gpu) {
    throw new DeviceError(
      'no-adapter',
      'no Vulkan, Metal or Direct3D adapter: install a graphics driver, or Mesa’s software one (mesa-vulkan-drivers)',
    )
  }
  const engine = await openDevice(gpu)
  engine.tuner = new Tuner(fileTuningStore())
  return engine
}
