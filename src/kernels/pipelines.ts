import { DeviceError } from '../errors'
import type { Accesses } from './operands'
import type { Constants } from './constants'
import { specialise } from './specialise'

/** A shader file, the constants that make it one shape's, and the bindings that this variant has. */
export interface Kernel {
  label: string
  source: string
  constants: Constants
}

/**
 * Compiled shaders by their source and what is made of it, for the whole text takes milliseconds to write: asked for twice, compiled
 * once, all in parallel.
 */
export class Pipelines {
  readonly #compiled = new Map<string, Promise<GPUComputePipeline>>()
  readonly #layouts = new Map<string, GPUBindGroupLayout>()
  readonly #device: GPUDevice

  constructor(device: GPUDevice) {
    this.#device = device
  }

  get size(): number {
    return this.#compiled.size
  }

  compile({ label, source, constants }: Kernel, accesses: Accesses): Promise<GPUComputePipeline> {
    const key = JSON.stringify([source, constants, [...accesses]])
    let pipeline = this.#compiled.get(key)
    if (!pipeline) {
      pipeline = this.#create(label, specialise(source, constants, accesses), this.layout(accesses))
      this.#compiled.set(key, pipeline)
      // What failed once, for want of memory perhaps, may succeed the next time.
      pipeline.catch(() => this.#compiled.delete(key))
    }
    return pipeline
  }

  /**
   * All buffers are `read_write` storage: one may then be bound several times to one dispatch, as the arena is, so long
   * as the ranges do not overlap (WebGPU forbids mixing read and read_write views of a buffer in a dispatch).
   */
  layout(accesses: Accesses): GPUBindGroupLayout {
    const entries = [...accesses].map(([binding, { isTexture }]): GPUBindGroupLayoutEntry => {
      const visibility = GPUShaderStage.COMPUTE
      return isTexture
        ? { binding, visibility, storageTexture: { access: 'read-only', format: 'rgba32float' } }
        : { binding, visibility, buffer: { type: 'storage' } }
    })
    const key = JSON.stringify(entries)
    let layout = this.#layouts.get(key)
    if (!layout) {
      layout = this.#device.createBindGroupLayout({ entries })
      this.#layouts.set(key, layout)
    }
    return layout
  }

  async #create(label: string, code: string, layout: GPUBindGroupLayout): Promise<GPUComputePipeline> {
    // The scope keeps the module's errors from being reported a second time, as a fault of the device.
    this.#device.pushErrorScope('validation')
    const module = this.#device.createShaderModule({ label, code })
    this.#device.popErrorScope().catch(() => null)
    try {
      return await this.#device.createComputePipelineAsync({
        label,
        layout: this.#device.createPipelineLayout({ bindGroupLayouts: [layout] }),
        compute: { module, entryPoint: 'main' },
      })
    } catch (cause) {
      const { messages } = await module.getCompilationInfo()
      const lines = code.split('\n')
      const detail = messages.map((m) => `${m.lineNum}:${m.linePos} ${m.message}\n  ${lines[m.lineNum - 1] ?? ''}`)
      // A shader that is sound can still be too much for a driver: then the pipeline's own error is all there is.
      const reason = detail.length > 0 ? detail.join('\n') : String(cause)
      const next = 'update the graphics driver, or take another adapter'
      throw new DeviceError('shader', `the shader "${label}" did not compile on this adapter; ${next}: ${reason}`, {
        cause,
      })
    }
  }
}
