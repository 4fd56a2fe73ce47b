/** How numbers are stored: as 4-byte words (u32 too), or as two halves a word. Sums are float32 either way. */
export type Dtype = 'f32' | 'f16'

const PER_WORD = { f32: 1, f16: 2 } as const satisfies Record<Dtype, number>

/**
 * A run of numbers on the device. It is *placed* once it has a buffer: data and parameters at birth, results of
 * kernels when the calls that need them are planned (`Program`). When the buffer is freed, or its words go to another
 * result, the storage is *displaced*, and using it is an error rather than someone else's numbers. A view shares its
 * base's place.
 */
export class Storage {
  #buffer: GPUBuffer | null = null
  #start = 0
  #texture: GPUTexture | null = null
  #lost = false
  readonly #offset: number

  private constructor(
    readonly length: number,
    readonly dtype: Dtype,
    readonly base: Storage | null,
    offset: number,
  ) {
    this.#offset = offset
  }

  /** A storage that has no place yet. */
  static unplaced(length: number, dtype: Dtype = 'f32'): Storage {
    return new Storage(length, dtype, null, 0)
  }

  /** Numbers [offset, offset + length) of `this`; `offset` is `aligned`, as a binding is. */
  view(offset: number, length: number): Storage {
    const { dtype } = this
    if (offset !== aligned(offset, dtype)) throw new RangeError(`a view must start at a multiple of ${ALIGNMENT} words`)
    return new Storage(length, dtype, this.root, this.#offset + offset)
  }

  /** Number of its root at which it begins. */
  get start(): number {
    return this.#offset
  }

  get words(): number {
    return Math.ceil(this.length / PER_WORD[this.dtype])
  }

  get root(): Storage {
    return this.base ?? this
  }

  get placed(): boolean {
    return this.root.#buffer !== null
  }

  /** It had a place and lost it: nothing brings its values back. */
  get displaced(): boolean {
    return this.root.#lost
  }

  /** Gives a root storage its place: byte `start` of `buffer`. */
  place(buffer: GPUBuffer, start: number): void {
    this.#buffer = buffer
    this.#start = start
  }

  /** Gives a root storage a texture for the same numbers (operands.ts). */
  mirrorIn(texture: GPUTexture): void {
    this.#texture = texture
  }

  /** The texture that holds its root's numbers, and the texel at which its own begin. */
  get texture(): { texture: GPUTexture; start: number } | null {
    const texture = this.root.#texture
    return texture && { texture, start: this.#offset / 4 }
  }

  /** Takes a root storage's place away for good. */
  displace(): void {
    this.#buffer = null
    this.#texture = null
    this.#lost = true
  }

  /** Where the numbers are, in bytes. */
  get location(): { buffer: GPUBuffer; offset: number } {
    const { root } = this
    const buffer = root.#buffer
    if (!buffer) {
      throw new Error(
        'this tensor has no values here: it was freed, or it lives only inside the compiled step that makes it',
      )
    }
    return { buffer, offset: root.#start + (this.#offset / PER_WORD[this.dtype]) * 4 }
  }
}

/** Words between bindings: WebGPU's default `minStorageBufferOffsetAlignment` of 256 bytes. */
const ALIGNMENT = 64

/** The least number from `length` on at which a view can start. */
export function aligned(length: number, dtype: Dtype = 'f32'): number {
  const step = ALIGNMENT * PER_WORD[dtype]
  return Math.ceil(length / step) * step
}
