/**
 * A run of 4-byte words on the device. It is *placed* once it has a buffer: data and parameters at birth, results of
 * kernels when the calls that need them are planned (`Program`). When the buffer is freed, or its words go to another
 * result, the storage is *displaced*, and using it is an error rather than someone else's numbers. A view shares its
 * base's place.
 */
export class Storage {
  private buffer: GPUBuffer | null = null
  private start = 0
  private lost = false

  private constructor(
    readonly length: number,
    readonly base: Storage | null,
    private readonly offset: number,
  ) {}

  /** A storage that has no place yet. */
  static unplaced(length: number): Storage {
    return new Storage(length, null, 0)
  }

  /** Words [offset, offset + length) of `this`; `offset` is a multiple of 64, the alignment of a binding. */
  view(offset: number, length: number): Storage {
    if (offset % ALIGNMENT !== 0) throw new RangeError(`a view must start at a multiple of ${ALIGNMENT} words`)
    return new Storage(length, this.root, this.offset + offset)
  }

  get root(): Storage {
    return this.base ?? this
  }

  get placed(): boolean {
    return this.root.buffer !== null
  }

  /** It had a place and lost it: nothing brings its values back. */
  get displaced(): boolean {
    return this.root.lost
  }

  /** Gives a root storage its place: byte `start` of `buffer`. */
  place(buffer: GPUBuffer, start: number): void {
    this.buffer = buffer
    this.start = start
  }

  /** Takes a root storage's place away for good. */
  displace(): void {
    this.buffer = null
    this.lost = true
  }

  /** Where the words are, in bytes. */
  get location(): { buffer: GPUBuffer; offset: number } {
    const { buffer, start } = this.root
    if (!buffer) {
      throw new Error(
        'this tensor has no values here: it was freed, or it lives only inside the compiled step that makes it',
      )
    }
    return { buffer, offset: start + this.offset * 4 }
  }
}

/** Words between bindings: WebGPU's default `minStorageBufferOffsetAlignment` of 256 bytes. */
const ALIGNMENT = 64

export function aligned(words: number): number {
  return Math.ceil(words / ALIGNMENT) * ALIGNMENT
}
