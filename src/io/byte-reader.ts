import { Budget } from './budget'
import { truncated } from './failures'

/**
 * Reads numbers from a file and takes no step beyond its end: there it throws the `truncated` error. All that it reads counts in
 * the file's budget.
 */
export class ByteReader {
  readonly #view: DataView
  offset = 0

  constructor(
    readonly bytes: Uint8Array,
    readonly name: string,
    readonly littleEndian: boolean,
    readonly budget = new Budget(name, bytes.length),
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1))
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2), this.littleEndian)
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), this.littleEndian)
  }

  i32(): number {
    return this.#view.getInt32(this.#advance(4), this.littleEndian)
  }

  f32(): number {
    return this.#view.getFloat32(this.#advance(4), this.littleEndian)
  }

  f64(): number {
    return this.#view.getFloat64(this.#advance(8), this.littleEndian)
  }

  /** Offsets and counts: what passes 2^53 no file can hold, and it reads as larger than any. */
  u64(): number {
    return Number(this.#view.getBigUint64(this.#advance(8), this.littleEndian))
  }

  /** To a place that the file names; beyond the end is refused. */
  seek(offset: number): this {
    if (!Number.isSafeInteger(offset) || offset < 0 || offset > this.bytes.length) {
      throw truncated(this.name, `it points to byte ${offset} and holds ${this.bytes.length}`)
    }
    this.offset = offset
    return this
  }

  /** A view of the next bytes, not a copy. */
  take(length: number): Uint8Array {
    const start = this.#advance(length)
    return this.bytes.subarray(start, start + length)
  }

  #advance(length: number): number {
    const start = this.offset
    if (start + length > this.bytes.length) {
      throw truncated(this.name, `it needs ${start + length} bytes and holds ${this.bytes.length}`)
    }
    this.budget.look(length)
    this.offset = start + length
    return start
  }
}

/** Bytes as text, one character each (Latin-1): what file headers use. */
export function latin1(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}
