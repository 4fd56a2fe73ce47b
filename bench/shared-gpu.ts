import { create, globals } from 'webgpu'
import { DeviceError } from '../src/errors'
import { askSeldom } from '../src/kernels/node-events'
import { withVulkanDriver } from '../src/kernels/node-icd'

/** Dawn's instance dies with this object: it lives as long as the process. */
const instances: GPU[] = []

/**
 * One Dawn instance for everyone, where all libraries look for it: `navigator.gpu`. So all of them ask the same Vulkan
 * driver for the same adapter, each for a device of its own.
 */
export async function shareGpu(): Promise<GPU> {
  askSeldom(globals)
  Object.assign(globalThis, globals)
  const gpu = await withVulkanDriver(async () => {
    const instance = create([])
    instances.push(instance)
    return (await instance.requestAdapter()) ? instance : null
  })
  if (!gpu) throw new DeviceError('no-adapter', 'no Vulkan, Metal or Direct3D adapter: install a graphics driver')
  // Node has a `navigator` of its own from version 21 on, which cannot be assigned to.
  if (!globalThis.navigator) Object.assign(globalThis, { navigator: { userAgent: `Node.js/${process.versions.node}` } })
  Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true })
  return gpu
}
