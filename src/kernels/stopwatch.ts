/** Begin and end of a pass, two 64-bit numbers of nanoseconds. */
const STAMPS = { COUNT: 2, BYTES: 16 }

/**
 * Times passes on a device: with its own timestamps where it has them, so that neither encoding nor the way to the
 * adapter and back counts, else from outside. Browsers round timestamps to a tenth of a millisecond.
 */
export class Stopwatch {
  readonly #device: GPUDevice
  readonly #stamps: { query: GPUQuerySet; resolved: GPUBuffer; readable: GPUBuffer } | null

  constructor(device: GPUDevice, isExact = device.features.has('timestamp-query')) {
    this.#device = device
    this.#stamps = isExact
      ? {
          query: device.createQuerySet({ type: 'timestamp', count: STAMPS.COUNT }),
          resolved: device.createBuffer({
            size: STAMPS.BYTES,
            usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
          }),
          readable: device.createBuffer({
            size: STAMPS.BYTES,
            usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
          }),
        }
      : null
  }

  /** Whether the device times itself. */
  get isExact(): boolean {
    return this.#stamps !== null
  }

  /** ms that the pass takes. */
  async time(encode: (pass: GPUComputePassEncoder) => void): Promise<number> {
    const { queue } = this.#device
    const encoder = this.#device.createCommandEncoder()
    const stamps = this.#stamps
    const timestampWrites = stamps && {
      querySet: stamps.query,
      beginningOfPassWriteIndex: 0,
      endOfPassWriteIndex: 1,
    }
    const started = performance.now()
    const pass = encoder.beginComputePass(timestampWrites ? { timestampWrites } : {})
    encode(pass)
    pass.end()
    if (stamps) {
      encoder.resolveQuerySet(stamps.query, 0, STAMPS.COUNT, stamps.resolved, 0)
      encoder.copyBufferToBuffer(stamps.resolved, 0, stamps.readable, 0, STAMPS.BYTES)
    }
    queue.submit([encoder.finish()])
    if (!stamps) {
      await queue.onSubmittedWorkDone()
      return performance.now() - started
    }
    await stamps.readable.mapAsync(GPUMapMode.READ)
    const [begin, end] = new BigUint64Array(stamps.readable.getMappedRange().slice(0))
    stamps.readable.unmap()
    return Number(end - begin) / 1e6
  }

  free(): void {
    this.#stamps?.query.destroy()
    this.#stamps?.resolved.destroy()
    this.#stamps?.readable.destroy()
  }
}
