import source from '../../shaders/gather_rows.wgsl?raw'
import type { Engine } from './engine'
import { Storage } from './storage'

/** Rows of a data set on the device, in as many storages as it takes so that each fits a binding. */
export class Rows {
  readonly #engine: Engine
  readonly #pieces: { first: number; storage: Storage }[]

  constructor(
    engine: Engine,
    data: Float32Array,
    /** Numbers in a row. */
    readonly columns: number,
  ) {
    this.#engine = engine
    const rows = data.length / columns
    const most = Math.floor(largestBinding(engine) / (4 * columns))
    this.#pieces = Array.from({ length: Math.ceil(rows / most) }, (_, k) => {
      const first = k * most
      return { first, storage: engine.upload(data.subarray(first * columns, (first + most) * columns)) }
    })
  }

  /** Replaces all rows. */
  write(data: Float32Array): void {
    for (const { first, storage } of this.#pieces) {
      const start = first * this.columns
      this.#engine.write(storage, data.subarray(start, start + storage.length))
    }
  }

  /** Rows order[offset … offset + batch). */
  gather(order: Storage, offset: Storage, batch: number): Storage {
    const WIDE = this.columns % 4 === 0
    const C = WIDE ? this.columns / 4 : this.columns
    const out = Storage.unplaced(batch * this.columns)
    for (const { first, storage } of this.#pieces) {
      const constants = {
        FIRST: first,
        ROWS: storage.length / this.columns,
        C,
        WIDE,
        ORDER: order.length,
        B: batch,
      }
      const bindings = { 0: storage, 1: order, 2: offset, 3: out }
      this.#engine.record({ label: 'gather rows', source, constants }, bindings, batch * C)
    }
    return out
  }

  release(): void {
    for (const { storage } of this.#pieces) this.#engine.release(storage)
  }
}

/** Bytes of the largest storage that a kernel can bind. */
export function largestBinding({ device: { limits } }: Engine): number {
  return Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize)
}
