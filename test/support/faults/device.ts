import type { Engine } from '../../../src/kernels'
import type { Faults } from './faults'

/** How a device fails: it is gone from that point on, or does that one thing not. */
export type DeviceFault = 'is lost' | 'refuses'

type Operation = (...args: never[]) => unknown

/** Whatever is asked of a device and of its queue. */
const OF_DEVICES = [
  'createBuffer',
  'createTexture',
  'createShaderModule',
  'createComputePipelineAsync',
  'createBindGroupLayout',
  'createPipelineLayout',
  'createBindGroup',
  'createCommandEncoder',
  'createQuerySet',
] as const
const OF_QUEUES = ['writeBuffer', 'submit', 'onSubmittedWorkDone'] as const

/** What a device may refuse one at a time; of the rest WebGPU knows no failure but a mistake of the caller's, or the loss. */
const REFUSED = new Set([
  'createBuffer',
  'createTexture',
  'createComputePipelineAsync',
  'mapAsync',
  'writeBuffer',
  'submit',
])

/** Has the device of an engine fail at the point that is chosen. The browser's and Dawn's objects take no proxies: their methods are replaced. */
export function withDeviceFaults(engine: Engine, faults: Faults, fault: DeviceFault): Engine {
  const { device } = engine
  const { queue } = device
  const watch = (holder: object, names: readonly string[]) => {
    for (const name of names) replace(holder, name, (real, args) => meet(name, real, args))
  }
  function meet(name: string, real: Operation, args: never[]): unknown {
    const counts = fault === 'is lost' || REFUSED.has(name)
    if (counts && faults.meet(name)) {
      if (fault === 'refuses') return refusal(device, name, real, args)
      device.destroy()
    }
    const result = real(...args)
    if (name === 'createBuffer') watch(result as object, ['mapAsync'])
    return result
  }
  watch(device, OF_DEVICES)
  watch(queue, OF_QUEUES)
  Object.defineProperty(device, 'queue', { value: queue })
  return engine
}

function replace(holder: object, name: string, call: (real: Operation, args: never[]) => unknown): void {
  const real = (holder as Record<string, Operation>)[name].bind(holder)
  Object.defineProperty(holder, name, { value: (...args: never[]) => call(real, args), configurable: true })
}

/** As WebGPU does it: what is made is there and no good, and the device tells of it apart, in the order of its commands. */
function refusal(device: GPUDevice, name: string, real: Operation, args: never[]): unknown {
  switch (name) {
    case 'createComputePipelineAsync':
      return Promise.reject(new GPUPipelineError('injected', { reason: 'internal' }))
    case 'mapAsync':
      return Promise.reject(new DOMException('injected', 'OperationError'))
    case 'createBuffer':
    case 'createTexture': {
      device.pushErrorScope('validation')
      // A usage that there is none of.
      const broken = real({ ...(args[0] as object), usage: 0x4000 } as never)
      void device.popErrorScope().then(() => tell(device, new GPUOutOfMemoryError('injected')))
      return broken
    }
    default:
      // The command itself is left out.
      return tell(device, new GPUValidationError('injected'))
  }
}

function tell(device: GPUDevice, error: GPUError): void {
  device.onuncapturederror?.call(device, Object.assign(new Event('uncapturederror'), { error }) as never)
}
