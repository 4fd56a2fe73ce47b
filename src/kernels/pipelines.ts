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

/** Compiled shaders by their text: asked for twice, compiled once, all in parallel. */
export class Pipelines {
  readonly #compiled = new Map<string, Promise<GPUComputePipeline>>()
  /** By shader file and what is made of it: a long text takes milliseconds to write, and is asked for at every call. */
  readonly #texts = new Map<string, Map<string, string>>()
  readonly #layouts = new Map<string, GPUBindGroupLayout>()
  readonly #device: GPUDevice

  constructor(device: GPUDevice) {
    this.#device = device
  }

  get size(): number {
    return this.#compiled.size
  }

  compile(kernel: Kernel, accesses: Accesses): Promise<GPUComputePipeline> {
    const code = this.#text(kernel, accesses)
    let pipeline = this.#compiled.get(code)
    if (!pipeline) {
      pipeline = this.#create(kernel.label, code, this.layout(accesses))
      this.#compiled.set(code, pipeline)
      // What failed once, for want of memory perhaps, may succeed the next time.
      pipeline.catch(() => this.#compiled.delete(code))
    }
    return pipeline
  }

  #text({ source, constants }: Kernel, accesses: Accesses): string {
    const ofSource = this.#texts.get(source) ?? new Map<string, string>()
    this.#texts.set(source, ofSource)
    const key = JSON.stringify([constants, [...accesses]])
    const text = ofSource.get(key) ?? specialise(source, constants, accesses)
    ofSource.set(key, text)
    return text
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
