import { DeviceError } from '../errors'
import type { Call } from './program'
import { Program } from './program'
import type { Kernel } from './pipelines'
import { Pipelines } from './pipelines'
import { aligned, Storage } from './storage'

/** Threads a workgroup, unless a kernel asks for another number. */
const WORKGROUP = 64
/** WebGPU's limit on workgroups along an axis; longer dispatches fold into y. */
const MAX_WORKGROUPS = 65535

export interface Memory {
  /** Bytes of all buffers held, and their number. */
  bytes: number
  buffers: number
  pipelines: number
}

/** Small values that the host computes anew for every run of a program, such as a step number or a learning rate. */
export interface HostValues {
  storage: Storage
  next: () => Float32Array | Uint32Array
}

export interface Recording {
  calls: Call[]
  hostValues: HostValues[]
  /** Small storages made for these calls alone, to be freed with them. */
  owned: Storage[]
}

/**
 * A device and the calls that wait for it. Operations only *record*; calls run when a result is read (`read`), or as a
 * program that is built once and replayed (`capture`, then `Program.build`).
 */
export class Engine {
  readonly pipelines: Pipelines
  private recording: Recording = emptyRecording()
  private capturing = false
  private fault: DeviceError | null = null
  private readonly held = new Map<GPUBuffer, number>()
  private readonly staging: GPUBuffer[] = []
  /** Programs run by eager flushes: their arenas hold results that may still be read. */
  private eager: { program: Program; owned: Storage[] }[] = []
  private closed = false

  constructor(
    readonly device: GPUDevice,
    readonly info: GPUAdapterInfo,
  ) {
    this.pipelines = new Pipelines(device)
    device.onuncapturederror = ({ error }) => {
      this.fault ??=
        error instanceof GPUOutOfMemoryError
          ? new DeviceError('out-of-memory', `the adapter is out of memory: use a smaller batch. ${error.message}`)
          : new DeviceError('gpu', `the adapter refused a command: ${error.message}`)
    }
    void device.lost.then(({ message }) => {
      if (this.closed) return
      this.fault = new DeviceError('device-lost', `the adapter was lost; start again from the last model. ${message}`)
    })
  }

  /** A placed storage holding `data`. */
  upload(data: Float32Array | Uint32Array): Storage {
    const storage = this.allocate(data.length)
    this.write(storage, data)
    return storage
  }

  /** A placed storage of zeros. */
  allocate(length: number): Storage {
    const storage = Storage.unplaced(length)
    storage.place(this.createBuffer(aligned(length)), 0)
    return storage
  }

  write(storage: Storage, data: Float32Array | Uint32Array): void {
    const { buffer, offset } = storage.location
    this.device.queue.writeBuffer(buffer, offset, data.buffer, data.byteOffset, data.byteLength)
  }

  release(storage: Storage): void {
    this.freeBuffer(storage.root.location.buffer)
  }

  /** Adds a call over `threads` threads along x (folded into y) and `depth` workgroups along z. */
  record(
    kernel: Kernel,
    bindings: Record<number, Storage | undefined>,
    threads: number,
    depth = 1,
    workgroup = WORKGROUP,
  ): void {
    const groups = Math.ceil(threads / workgroup)
    const x = Math.min(groups, MAX_WORKGROUPS)
    const constants = { ...kernel.constants, WORKGROUP: workgroup, THREADS_X: x * workgroup }
    this.recording.calls.push({
      kernel: { ...kernel, constants },
      bindings: new Map(
        Object.entries(bindings).flatMap(([binding, storage]) => (storage ? [[Number(binding), storage]] : [])),
      ),
      workgroups: [x, Math.ceil(groups / x), depth],
    })
  }

  /** A small storage of `length` words that `next` fills: now when eager, before every run when captured. */
  hostValues(length: number, next: () => Float32Array | Uint32Array): Storage {
    const storage = this.allocate(length)
    this.recording.owned.push(storage)
    if (this.capturing) this.recording.hostValues.push({ storage, next })
    else this.write(storage, next())
    return storage
  }

  /** A storage of values that the calls being recorded share; it is freed with them. */
  constant(values: Float32Array): Storage {
    const storage = this.upload(values)
    this.recording.owned.push(storage)
    return storage
  }

  /** Records what `build` does without running it. */
  capture<T>(build: () => T): { result: T; recording: Recording } {
    if (this.capturing) throw new Error('a step cannot be compiled inside another')
    const outer = this.recording
    this.recording = emptyRecording()
    this.capturing = true
    try {
      const result = build()
      return { result, recording: this.recording }
    } finally {
      this.recording = outer
      this.capturing = false
    }
  }

  /** Runs the calls recorded so far. */
  async flush(): Promise<void> {
    const { calls, owned } = this.recording
    if (calls.length === 0) return
    this.recording = emptyRecording()
    const results = calls.flatMap(({ bindings }) => [...bindings.values()])
    const program = await Program.build(this, calls, results)
    program.run()
    this.eager.push({ program, owned })
  }

  async read(storage: Storage): Promise<Float32Array<ArrayBuffer>> {
    await this.flush()
    return new Float32Array(await this.readBytes(storage))
  }

  /** Frees every result of eager operations so far; parameters and data stay. */
  async tidy(): Promise<void> {
    await this.flush()
    for (const { program, owned } of this.eager) {
      program.free()
      for (const storage of owned) this.release(storage)
    }
    this.eager = []
  }

  memory(): Memory {
    let bytes = 0
    for (const size of this.held.values()) bytes += size
    return { bytes, buffers: this.held.size, pipelines: this.pipelines.size }
  }

  createBuffer(words: number): GPUBuffer {
    const size = words * 4
    const limit = Math.min(this.device.limits.maxBufferSize, Number.MAX_SAFE_INTEGER)
    if (size > limit) {
      throw new DeviceError('out-of-memory', `a buffer of ${size} bytes is over this adapter's limit of ${limit}`)
    }
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST
    const buffer = this.device.createBuffer({ size, usage })
    this.held.set(buffer, size)
    return buffer
  }

  freeBuffer(buffer: GPUBuffer): void {
    this.held.delete(buffer)
    buffer.destroy()
  }

  close(): void {
    this.closed = true
    this.device.destroy()
  }

  /** Copies a placed storage out and waits for it; throws what went wrong on the device since the last read. */
  async readBytes(storage: Storage): Promise<ArrayBuffer> {
    const bytes = storage.length * 4
    const buffer = this.takeStaging(bytes)
    const { buffer: source, offset } = storage.location
    const encoder = this.device.createCommandEncoder()
    encoder.copyBufferToBuffer(source, offset, buffer, 0, bytes)
    this.device.queue.submit([encoder.finish()])
    try {
      await buffer.mapAsync(GPUMapMode.READ, 0, bytes)
    } catch (cause) {
      buffer.destroy()
      throw this.fault ?? new DeviceError('device-lost', 'the adapter did not answer', { cause })
    }
    const copy = buffer.getMappedRange(0, bytes).slice(0)
    buffer.unmap()
    this.staging.push(buffer)
    if (this.fault) throw this.fault
    return copy
  }

  private takeStaging(bytes: number): GPUBuffer {
    const free = this.staging.findIndex(({ size }) => size >= bytes && size <= 4 * bytes + 1024)
    if (free >= 0) return this.staging.splice(free, 1)[0]
    return this.device.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST })
  }
}

function emptyRecording(): Recording {
  return { calls: [], hostValues: [], owned: [] }
}
