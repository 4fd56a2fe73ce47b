/** Unsigned integer, signed integer or IEEE float. */
export type SampleKind = 'uint' | 'int' | 'float'

type ReadSample = (view: DataView, offset: number, littleEndian: boolean) => number

const readers: Record<SampleKind, Partial<Record<number, ReadSample>>> = {
  uint: {
    1: (view, offset) => view.getUint8(offset),
    2: (view, offset, little) => view.getUint16(offset, little),
    4: (view, offset, little) => view.getUint32(offset, little),
    8: (view, offset, little) => Number(view.getBigUint64(offset, little)),
  },
  int: {
    1: (view, offset) => view.getInt8(offset),
    2: (view, offset, little) => view.getInt16(offset, little),
    4: (view, offset, little) => view.getInt32(offset, little),
    8: (view, offset, little) => Number(view.getBigInt64(offset, little)),
  },
  float: {
    2: (view, offset, little) => halfToNumber(view.getUint16(offset, little)),
    4: (view, offset, little) => view.getFloat32(offset, little),
    8: (view, offset, little) => view.getFloat64(offset, little),
  },
}

export function isSampleType(kind: SampleKind, bytes: number): boolean {
  return readers[kind][bytes] !== undefined
}

/** The number that `bytes` are, unrounded. */
export function readNumber(bytes: Uint8Array, kind: SampleKind, littleEndian: boolean): number {
  const read = readers[kind][bytes.length]
  if (!read) throw new RangeError(`no ${kind} has ${bytes.length} bytes`)
  return read(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, littleEndian)
}

/** As float32, in which integers beyond 2^24 are rounded: far finer than any detector's noise. */
export function readSamples(bytes: Uint8Array, kind: SampleKind, size: number, littleEndian: boolean): Float32Array {
  const samples = new Float32Array(bytes.length / size)
  const Native = hostIsLittleEndian && littleEndian ? arrays[kind][size] : undefined
  if (Native) return copyThrough(Native, bytes, samples, size)
  const read = readers[kind][size]
  if (!read) throw new RangeError(`no ${kind} has ${size} bytes`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let index = 0; index < samples.length; index++) samples[index] = read(view, index * size, littleEndian)
  return samples
}

type NativeArray = new (buffer: ArrayBuffer, offset: number, length: number) => ArrayLike<number>

/** Types that the host's own arrays read, several times faster than one number at a time. */
const arrays: Record<SampleKind, Partial<Record<number, NativeArray>>> = {
  uint: { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array },
  int: { 1: Int8Array, 2: Int16Array, 4: Int32Array },
  float: { 4: Float32Array, 8: Float64Array },
}

const hostIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/** A file's numbers lie at any offset, the host's arrays at multiples of their size: through a small aligned buffer. */
function copyThrough(Native: NativeArray, bytes: Uint8Array, samples: Float32Array, size: number): Float32Array {
  const block = new Uint8Array(64 * 1024)
  const perBlock = block.length / size
  for (let start = 0; start < samples.length; start += perBlock) {
    const count = Math.min(perBlock, samples.length - start)
    block.set(bytes.subarray(start * size, (start + count) * size))
    samples.set(new Native(block.buffer, 0, count), start)
  }
  return samples
}

/** IEEE 754 binary16. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** Samples as bytes, little-endian: those of the array itself, where the host has them so. */
export function littleEndianBytes(data: Uint8Array | Uint16Array | Float32Array): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  if (hostIsLittleEndian) return bytes
  const size = data.BYTES_PER_ELEMENT
  return bytes.map((_, at) => bytes[at - (at % size) + size - 1 - (at % size)])
}
