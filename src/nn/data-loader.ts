import type { Engine, Storage } from '../kernels'
import { Rows } from '../kernels'
import { Random } from './random'
import { sizeOf, Tensor } from './tensor'

/** Numbers of a data set on the host: `shape[0]` examples. */
export interface Dataset {
  data: Float32Array
  shape: readonly number[]
}

export interface DataLoaderOptions {
  batchSize: number
  /** Another random order in every epoch; the order given when false. */
  shuffle?: boolean
  /** Of those orders. */
  seed?: number
}

/**
 * Batches of data sets that lie on the device, examples of all sets going together: `batch` gives tensors, which another batch
 * fills for each number that `epoch` yields. The last batch of an epoch is filled up from the epoch's start.
 */
export class DataLoader {
  /** Batches an epoch. */
  readonly length: number
  /** Batches begun, over all epochs. */
  batches = 0
  readonly #engine: Engine
  readonly #batchSize: number
  readonly #count: number
  readonly #random: Random | null
  readonly #sets: { rows: Rows; shape: readonly number[] }[]
  readonly #order: Storage

  constructor(engine: Engine, sets: readonly Dataset[], { batchSize, shuffle = true, seed = 0 }: DataLoaderOptions) {
    const count = sets[0]?.shape[0] ?? 0
    if (count < 1) throw new RangeError('DataLoader: there are no examples')
    for (const { data, shape } of sets) {
      if (shape[0] !== count || sizeOf(shape) !== data.length) {
        const given = `${data.length} numbers of shape [${shape.join(', ')}]`
        throw new RangeError(`DataLoader: ${given} are not ${count} examples, as the first set has`)
      }
    }
    this.#engine = engine
    this.#batchSize = batchSize
    this.#count = count
    this.#random = shuffle ? new Random(seed) : null
    this.length = Math.ceil(count / batchSize)
    this.#sets = sets.map(({ data, shape: [, ...shape] }) => ({ rows: new Rows(engine, data, sizeOf(shape)), shape }))
    this.#order = engine.upload(new Uint32Array(this.length * batchSize))
  }

  /** Records the batch that is next: a tensor [batchSize, …] of each set. */
  batch(): Tensor[] {
    const position = this.#engine.hostValues(1, () => Uint32Array.of(this.position * this.#batchSize))
    return this.#sets.map(({ rows, shape }) => {
      const storage = rows.gather(this.#order, position, this.#batchSize)
      return new Tensor(this.#engine, storage, [this.#batchSize, ...shape])
    })
  }

  /** Of the batch that is next, in its epoch. */
  get position(): number {
    return this.batches % this.length
  }

  /** One epoch in a new order: the number of each batch, for as long as that is the one that is next. */
  *epoch(): Generator<number> {
    this.#engine.write(this.#order, this.#visits())
    for (let i = 0; i < this.length; i++) {
      yield i
      this.batches++
    }
  }

  /** Leaves an epoch out: what follows is as if it had been. */
  skipEpoch(): void {
    this.#visits()
    this.batches += this.length
  }

  /** Replaces the numbers of a data set by as many others. */
  replace(set: number, data: Float32Array): void {
    this.#sets[set].rows.write(data)
  }

  release(): void {
    this.#engine.release(this.#order)
    for (const { rows } of this.#sets) rows.release()
  }

  /** Examples in the order of an epoch, repeated from its start until all batches are full. */
  #visits(): Uint32Array<ArrayBuffer> {
    const order = this.#random?.permutation(this.#count) ?? Uint32Array.from({ length: this.#count }, (_, i) => i)
    return Uint32Array.from({ length: this.length * this.#batchSize }, (_, i) => order[i % this.#count])
  }
}
