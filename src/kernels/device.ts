import { DeviceError } from '../errors'
import { fewLanes } from './adapter'
import { Engine } from './engine'

/** Opens the best adapter of `gpu`, this browser's, with every limit and the optional features that kernels can use. */
export async function openDevice(gpu: GPU | undefined = globalThis.navigator?.gpu): Promise<Engine> {
  if (!gpu) {
    throw new DeviceError(
      'no-webgpu',
      'this browser has no WebGPU: use Chrome or Edge 113+, Safari 26+ or Firefox 141+, over https or localhost',
    )
  }
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (!adapter) {
    throw new DeviceError(
      'no-adapter',
      'WebGPU found no graphics adapter: update the graphics driver, or switch on hardware acceleration in the browser',
    )
  }
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]))
  const requiredFeatures = FEATURES.filter((feature) => adapter.features.has(feature))
  const device = await adapter.requestDevice({ requiredLimits, requiredFeatures }).catch((cause: unknown) => {
    throw new DeviceError('no-device', 'the adapter would not open: close what else uses it, or restart the browser', {
      cause,
    })
  })
  const { convolutions } =
    fewLanes(device, adapter.info) > 0 ? await import('./convolutions-software') : await import('./convolutions-gpu')
  return new Engine(device, adapter.info, convolutions, gpu.wgslLanguageFeatures)
}

const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupStorageSize',
] as const satisfies (keyof GPUSupportedLimits)[]

const FEATURES: GPUFeatureName[] = ['timestamp-query', 'subgroups', 'shader-f16']
