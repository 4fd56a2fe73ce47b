/// <reference types="@webgpu/types" preserve="true" />
import { DeviceError, PrecisionError } from '../errors'
import { adapterSummary, fewLanes } from './adapter'
import type { Call, Variant } from './call'
import type { Kernel } from './pipelines'
import type { Convolutions } from './convolutions'
import { fuseSums, fuseTotals } from './fuse'
import { TEXELS } from './operands'
import { Pipelines } from './pipelines'
import { mirrorOf, updateMirror } from './placement'
import { Program } from './program'
import type { Bindings, CallShape, Recorder } from './recorder'
import type { DeviceResources } from './resources'
import type { Dtype } from './storage'
import { aligned, Storage } from './storage'
import { Tuner } from './tuner'

/** Threads a workgroup, unless a kernel asks for another number. */
const WORKGROUP = 64
/** WebGPU's limit on workgroups along an axis; longer dispatches fold into y. */
const MAX_WORKGROUPS = 65535

export interface Memory {
  /** Bytes of all buffers and textures held, and their number. */
  bytes: number
  buffers: number
  pipelines: number
}

/** Small values that the host computes anew for every run of a program, such as a step number or a learning rate. */
interface HostValues {
  storage: Storage
  next: () => Float32Array | Uint32Array
}

export interface Recording {
  calls: Call[]
  hostValues: HostValues[]
  /** Small storages made for these calls alone, to be freed with them. */
  owned: Storage[]
}

const LESS = 'close what else uses it, or take a smaller preset, batch or picture'
const AGAIN = 'start again, and update the graphics driver if that does not help'

/**
 * A device and the calls that wait for it. Operations only *record*; calls run when a result is read (`read`), or as a
 * program that is built once and replayed (`capture`, then `Program.build`).
 */
export class Engine implements DeviceResources, Recorder {
  readonly pipelines: Pipelines
  readonly subgroupSize: number
  readonly unrolls: boolean
  /** Chooses among the variants of compiled calls; set to null, every call is run as its first variant. */
  tuner: Tuner | null = new Tuner()
  /** See `DeviceResources`; found out by the tuner before the first calls are compiled. */
  textures = false
  #recording: Recording = emptyRecording()
  #capturing = false
  #fault: DeviceError | null = null
  readonly #held = new Map<GPUBuffer | GPUTexture, number>()
  readonly #staging: GPUBuffer[] = []
  /** Programs run by eager flushes: their arenas hold results that may still be read. */
  #eager: { program: Program; owned: Storage[] }[] = []
  /** The last eager flush, while it runs. */
  #flushing: Promise<void> = Promise.resolve()
  #closed = false

  constructor(
    readonly device: GPUDevice,
    readonly info: GPUAdapterInfo,
    /** The convolutions for this kind of adapter. */
    readonly convolutions: Convolutions,
    /** What WGSL can say on this adapter. */
    readonly language: ReadonlySet<string> = new Set(),
  ) {
    this.pipelines = new Pipelines(device)
    this.subgroupSize = fewLanes(device, info)
    this.unrolls = adapterSummary(info).kind === 'hardware'
    device.onuncapturederror = (event) => {
      // Told by the next read: Dawn would print it besides, across whatever stands on the terminal.
      event.preventDefault()
      const { error } = event
      this.#fault ??=
        error instanceof GPUOutOfMemoryError
          ? new DeviceError('out-of-memory', `the adapter is out of memory: ${LESS}. ${error.message}`)
          : new DeviceError('gpu', `the adapter refused a command: ${AGAIN}. ${error.message}`)
    }
    void device.lost.then(({ message }) => {
      if (this.#closed) return
      this.#fault = new DeviceError('device-lost', `the adapter was lost; start again from the last model. ${message}`)
    })
  }

  /** Nothing can be computed any more; another engine is needed. */
  get lost(): boolean {
    return this.#fault?.code === 'device-lost'
  }

  /** A placed storage holding `data`. */
  upload(data: Float32Array | Uint32Array): Storage {
    const storage = this.allocate(data.length)
    this.write(storage, data)
    return storage
  }

  /** A placed storage of zeros. */
  allocate(length: number, dtype: Dtype = 'f32'): Storage {
    const storage = Storage.unplaced(length, dtype)
    storage.place(this.createBuffer(aligned(storage.words)), 0)
    return storage
  }

  /** Puts `data` at the start of a placed storage: at once, before the calls that wait for a flush. */
  write(storage: Storage, data: Float32Array | Uint32Array): void {
    if (data.length > storage.words) {
      throw new RangeError(`${data.length} numbers do not fit a storage of ${storage.words}`)
    }
    const { buffer, offset } = storage.location
    this.device.queue.writeBuffer(buffer, offset, data.buffer, data.byteOffset, data.byteLength)
    const mirror = mirrorOf(storage.root)
    if (!mirror) return
    const encoder = this.device.createCommandEncoder()
    updateMirror(encoder, mirror)
    this.device.queue.submit([encoder.finish()])
  }

  /** Frees what `upload` or `allocate` made; once is enough, twice does no harm. */
  release({ root }: Storage): void {
    if (!root.placed) return
    this.freeBuffer(root.location.buffer)
    if (root.texture) this.freeTexture(root.texture.texture)
    root.displace()
  }

  record(kernel: Kernel, bindings: Bindings, threads: number, { depth = 1, workgroup = WORKGROUP } = {}): void {
    this.recordVariants([{ kernel, threads, depth, workgroup }], bindings)
  }

  recordVariants(shapes: readonly [CallShape, ...CallShape[]], bindings: Bindings): void {
    this.#requireHalf(shapes[0].kernel, bindings)
    const [first, ...alternatives] = shapes.map(dispatchOf)
    this.#recording.calls.push({
      ...first,
      alternatives,
      bindings: new Map(
        Object.entries(bindings).flatMap(([binding, storage]) => (storage ? [[Number(binding), storage]] : [])),
      ),
    })
  }

  /** Halves are for adapters that have them and for kernels that say they read them. */
  #requireHalf({ label, source }: Kernel, bindings: Bindings): void {
    const enabled = source.includes('enable f16;')
    if (enabled && !this.device.features.has('shader-f16')) {
      throw new DeviceError('no-f16', 'this adapter has no 16-bit floats (WebGPU’s shader-f16): store as f32')
    }
    if (!enabled && Object.values(bindings).some((storage) => storage?.dtype === 'f16')) {
      throw new PrecisionError(
        'f16-operand',
        `${label} takes no tensor that is stored as f16: call float() on it first`,
      )
    }
  }

  /** A small storage of `length` words that `next` fills: now when eager, before every run when captured. */
  hostValues(length: number, next: () => Float32Array | Uint32Array): Storage {
    const storage = this.allocate(length)
    this.#recording.owned.push(storage)
    if (this.#capturing) this.#recording.hostValues.push({ storage, next })
    else this.write(storage, next())
    return storage
  }

  /** A storage of values that the calls being recorded share; it is freed with them. */
  constant(values: Float32Array | Uint32Array): Storage {
    const storage = this.upload(values)
    this.#recording.owned.push(storage)
    return storage
  }

  /** Records what `build` does without running it. */
  capture<T>(build: () => T): { result: T; recording: Recording } {
    if (this.#capturing) throw new Error('a step cannot be compiled inside another')
    const outer = this.#recording
    this.#recording = emptyRecording()
    this.#capturing = true
    try {
      const result = build()
      return { result, recording: this.#recording }
    } catch (error) {
      this.discard(this.#recording)
      throw error
    } finally {
      this.#recording = outer
      this.#capturing = false
    }
  }

  /** The calls of a recording that is to be compiled: as few as may be, each as the variant that is fastest here. */
  async prepare({ calls, owned }: Recording, keep: readonly Storage[]): Promise<readonly Call[]> {
    const upload = (values: Uint32Array) => {
      const storage = this.upload(values)
      owned.push(storage)
      return storage
    }
    // A quarter of what one buffer holds: all results of a program share it.
    const most = this.#largestBuffer / 16
    const kept = new Set(keep.map(({ root }) => root))
    const fused = fuseSums(fuseTotals(calls, kept), kept, { most, upload })
    if (!this.tuner) return fused
    this.textures = await this.tuner.prefersTextures(this)
    return this.tuner.choose(this, fused)
  }

  /** Frees what a recording holds besides its results. */
  discard({ owned }: Recording): void {
    for (const storage of owned) this.release(storage)
  }

  /**
   * Runs the calls recorded so far. Flushes run one after another: whoever reads while one still compiles its shaders
   * waits for it too, for the values may come from it.
   */
  flush(): Promise<void> {
    const [recording, flushing] = [this.#recording, this.#flushing]
    if (recording.calls.length === 0) return flushing
    this.#recording = emptyRecording()
    const done = flushing.catch(() => undefined).then(() => this.#runEagerly(recording))
    this.#flushing = done
    // Those who waited for it learn of its failure; those who come after do not.
    done.catch(() => {
      if (this.#flushing === done) this.#flushing = Promise.resolve()
    })
    return done
  }

  async #runEagerly(recording: Recording): Promise<void> {
    const { calls, owned } = recording
    const results = calls.flatMap(({ bindings }) => [...bindings.values()])
    try {
      const program = await Program.build(this, calls, results)
      program.run()
      this.#eager.push({ program, owned })
    } catch (error) {
      this.discard(recording)
      throw error
    }
  }

  async read(storage: Storage): Promise<Float32Array<ArrayBuffer>> {
    await this.flush()
    return new Float32Array(await this.readBytes(storage))
  }

  /** Frees every result of eager operations so far; parameters and data stay. */
  async tidy(): Promise<void> {
    await this.flush()
    if (this.#recording.calls.length === 0) {
      this.discard(this.#recording)
      this.#recording = emptyRecording()
    }
    for (const { program, owned } of this.#eager) {
      program.free()
      for (const storage of owned) this.release(storage)
    }
    this.#eager = []
  }

  memory(): Memory {
    let bytes = 0
    for (const size of this.#held.values()) bytes += size
    return { bytes, buffers: this.#held.size, pipelines: this.pipelines.size }
  }

  /** Bytes. */
  get #largestBuffer(): number {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits
    return Math.min(maxBufferSize, maxStorageBufferBindingSize, Number.MAX_SAFE_INTEGER)
  }

  createBuffer(words: number): GPUBuffer {
    const size = words * 4
    const limit = this.#largestBuffer
    if (size > limit) {
      const cause = `a buffer of ${size} bytes is over this adapter's limit of ${limit}`
      throw new DeviceError('limit-too-small', `${cause}: take a smaller preset, batch or picture, or another adapter`)
    }
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST
    const buffer = this.device.createBuffer({ size, usage })
    this.#held.set(buffer, size)
    return buffer
  }

  freeBuffer(buffer: GPUBuffer): void {
    this.#held.delete(buffer)
    buffer.destroy()
  }

  createTexture(lines: number): GPUTexture {
    const usage = GPUTextureUsage.STORAGE_BINDING | GPUTextureUsage.COPY_DST
    const texture = this.device.createTexture({ size: [TEXELS, lines], format: 'rgba32float', usage })
    this.#held.set(texture, 16 * TEXELS * lines)
    return texture
  }

  freeTexture(texture: GPUTexture): void {
    this.#held.delete(texture)
    texture.destroy()
  }

  close(): void {
    this.#closed = true
    this.device.destroy()
    // Dawn holds on to what listens, and with it to the engine and its threads, for as long as the process.
    this.device.onuncapturederror = unheard
  }

  /** Copies a placed storage out and waits for it; throws what went wrong on the device since the last read. */
  async readBytes(storage: Storage): Promise<ArrayBuffer> {
    const bytes = storage.words * 4
    const buffer = this.#takeStaging(bytes)
    const { buffer: source, offset } = storage.location
    const encoder = this.device.createCommandEncoder()
    encoder.copyBufferToBuffer(source, offset, buffer, 0, bytes)
    this.device.queue.submit([encoder.finish()])
    try {
      await buffer.mapAsync(GPUMapMode.READ, 0, bytes)
    } catch (cause) {
      buffer.destroy()
      throw this.#takeFault() ?? new DeviceError('device-lost', `the adapter did not answer: ${AGAIN}`, { cause })
    }
    const copy = buffer.getMappedRange(0, bytes).slice(0)
    buffer.unmap()
    this.#staging.push(buffer)
    const fault = this.#takeFault()
    if (fault) throw fault
    return copy
  }

  /** What went wrong since the last read; a lost device stays lost. */
  #takeFault(): DeviceError | null {
    const fault = this.#fault
    if (fault?.code !== 'device-lost') this.#fault = null
    return fault
  }

  #takeStaging(bytes: number): GPUBuffer {
    const free = this.#staging.findIndex(({ size }) => size >= bytes && size <= 4 * bytes + 1024)
    if (free >= 0) return this.#staging.splice(free, 1)[0]
    return this.device.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST })
  }
}

function dispatchOf({ kernel, threads, depth, workgroup }: CallShape): Variant {
  const groups = Math.ceil(threads / workgroup)
  const x = Math.min(groups, MAX_WORKGROUPS)
  const constants = { ...kernel.constants, WORKGROUP: workgroup, THREADS_X: x * workgroup }
  return { kernel: { ...kernel, constants }, workgroups: [x, Math.ceil(groups / x), depth] }
}

function emptyRecording(): Recording {
  return { calls: [], hostValues: [], owned: [] }
}

/** Where nobody reads any more; Dawn would print it. */
const unheard = (event: Event) => event.preventDefault()
