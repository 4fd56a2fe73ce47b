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

/** As float32, in which integers beyond 2^24 are rounded: far finer than any detector's noise. */
export function readSamples(bytes: Uint8Array, kind: SampleKind, size: number, littleEndian: boolean): Float32Array {
  const read = readers[kind][size]
  if (!read) throw new RangeError(`no ${kind} has ${size} bytes`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const samples = new Float32Array(bytes.length / size)
  for (let index = 0; index < samples.length; index++) samples[index] = read(view, index * size, littleEndian)
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
