/** Bytes one after the other, in either order: what files are assembled from in tests. */
export class ByteWriter {
  readonly #parts: Uint8Array[] = []
  length = 0

  readonly #littleEndian: boolean

  constructor(littleEndian: boolean) {
    this.#littleEndian = littleEndian
  }

  u8 = (...values: number[]) => this.bytes(Uint8Array.from(values))
  u16 = (...values: number[]) =>
    this.#numbers(values, 2, (view, at, value) => view.setUint16(at, value, this.#littleEndian))
  u32 = (...values: number[]) =>
    this.#numbers(values, 4, (view, at, value) => view.setUint32(at, value, this.#littleEndian))
  i32 = (...values: number[]) =>
    this.#numbers(values, 4, (view, at, value) => view.setInt32(at, value, this.#littleEndian))
  f32 = (...values: number[]) =>
    this.#numbers(values, 4, (view, at, value) => view.setFloat32(at, value, this.#littleEndian))
  f64 = (...values: number[]) =>
    this.#numbers(values, 8, (view, at, value) => view.setFloat64(at, value, this.#littleEndian))
  u64 = (...values: number[]) =>
    this.#numbers(values, 8, (view, at, value) => view.setBigUint64(at, BigInt(value), this.#littleEndian))

  text(value: string): this {
    return this.bytes(Uint8Array.from(value, (character) => character.charCodeAt(0)))
  }

  bytes(data: ArrayBufferView): this {
    this.#parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    this.length += data.byteLength
    return this
  }

  done(): Uint8Array {
    const file = new Uint8Array(this.length)
    let at = 0
    for (const part of this.#parts) {
      file.set(part, at)
      at += part.length
    }
    return file
  }

  #numbers(values: number[], size: number, set: (view: DataView, at: number, value: number) => void): this {
    const view = new DataView(new ArrayBuffer(values.length * size))
    values.forEach((value, index) => set(view, index * size, value))
    return this.bytes(view)
  }
}
