import { ModelError } from '../errors'
import type { StateDict } from './module'

/** How a file may store the numbers of a tensor: bytes of each, and how one is read. */
const DTYPES = {
  F64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  F32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  F16: { bytes: 2, read: (view, at) => halfToNumber(view.getUint16(at, true)) },
  // The upper half of a float32.
  BF16: { bytes: 2, read: (view, at) => upperHalf(view.getUint16(at, true)) },
  I64: { bytes: 8, read: (view, at) => view.getBigInt64(at, true) },
  I32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  I16: { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  I8: { bytes: 1, read: (view, at) => view.getInt8(at) },
  U8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  BOOL: { bytes: 1, read: (view, at) => view.getUint8(at) },
} as const satisfies Record<string, { bytes: number; read: (view: DataView, at: number) => number | bigint }>

type StoredDtype = keyof typeof DTYPES

/** A tensor as a file holds it, converted when it is asked for. */
export interface StoredTensor {
  dtype: StoredDtype
  shape: readonly number[]
  /** The values rounded to float32. */
  floats: () => Float32Array<ArrayBuffer>
  /** The values of a tensor of integers, exactly; throws a ModelError where it is of floats. */
  integers: () => bigint[]
}

/**
 * The safetensors format: 8 bytes with the header's length, little-endian; the header, JSON
 * {name: {dtype, shape, data_offsets}, __metadata__: {string: string}}; the tensors, in the order of their offsets.
 */
export function encodeSafetensors(
  state: StateDict,
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  let offset = 0
  const entries = Object.entries(state).map(([name, { shape, data }]) => {
    const start = offset
    offset += data.byteLength
    return [name, { dtype: 'F32', shape, data_offsets: [start, offset] }] as const
  })
  const json = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) })
  // Padded with spaces so that the tensors are aligned, as the reference implementation does.
  const raw = new TextEncoder().encode(json)
  const headerLength = Math.ceil(raw.length / 8) * 8
  const bytes = new Uint8Array(8 + headerLength + offset)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, BigInt(headerLength), true)
  bytes.fill(0x20, 8, 8 + headerLength).set(raw, 8)
  for (const [name, { data_offsets }] of entries) {
    const { data } = state[name]
    const start = 8 + headerLength + data_offsets[0]
    for (let i = 0; i < data.length; i++) view.setFloat32(start + 4 * i, data[i], true)
  }
  return bytes
}

/** All tensors of a file as float32. Throws a ModelError that names `source` if the bytes are not such a file. */
export function decodeSafetensors(
  bytes: Uint8Array,
  source: string,
  longestHeader?: number,
): { state: StateDict; metadata: Record<string, string> } {
  const { tensors, metadata } = readSafetensors(bytes, source, longestHeader)
  const entries = [...tensors].map(([name, { shape, floats }]) => [name, { shape, data: floats() }] as const)
  // From entries, because a tensor may be called "__proto__".
  return { state: Object.fromEntries(entries), metadata }
}

/** Bytes that the reference implementation reads of a header; a model that is known may be bounded far below. */
const LONGEST_HEADER = 100_000_000

/** The tensors of a file, unconverted. Throws a ModelError that names `source` if the bytes are not such a file. */
export function readSafetensors(
  bytes: Uint8Array,
  source: string,
  longestHeader = LONGEST_HEADER,
): { tensors: Map<string, StoredTensor>; metadata: Record<string, string> } {
  const fail = (cause: string): never => {
    throw new ModelError('model-corrupt', source, `not a model file (${cause}); save the model again`)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 8) fail('shorter than its header')
  const headerLength = Number(view.getBigUint64(0, true))
  if (headerLength > bytes.length - 8) fail('its header is longer than the file')
  if (headerLength > longestHeader) fail(`its header takes ${headerLength} bytes`)
  const start = 8 + headerLength
  const header = parseHeader(bytes.subarray(8, start)) ?? fail('its header is not JSON')
  const { __metadata__: metadata = {}, ...described } = header
  if (!isStringRecord(metadata)) return fail('its metadata are not text')
  const entries = Object.entries(described).map(([name, entry]) => {
    if (!isTensorEntry(entry)) return fail(`${name} is described as no tensor is`)
    const { shape, dtype } = entry
    if (!isKnown(dtype)) {
      const next = `save it as F32, F16, BF16 or F64`
      throw new ModelError('model-format', source, `${name} is stored as ${dtype}, which Lacuna does not read; ${next}`)
    }
    const [from, to] = entry.data_offsets
    const size = shape.reduce((a, b) => a * b, 1)
    if (to - from !== DTYPES[dtype].bytes * size || start + to > bytes.length) return fail(`${name} is cut short`)
    return { name, dtype, shape, size, from, to }
  })
  // The format wants every byte to belong to one tensor; without that, a short file could claim any amount of memory.
  let covered = 0
  for (const { name, from, to } of [...entries].sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== covered) fail(`${name} does not follow the tensor before it`)
    covered = to
  }
  if (start + covered !== bytes.length) fail('bytes follow its last tensor')
  const tensors = new Map(
    entries.map(({ name, dtype, shape, size, from }): [string, StoredTensor] => {
      const { bytes: width, read } = DTYPES[dtype]
      const value = (i: number) => read(view, start + from + width * i)
      const integers = () => {
        if (!/^[IUB]/.test(dtype) || dtype === 'BF16') {
          throw new ModelError('model-format', source, `${name} is stored as ${dtype}: it holds no integers`)
        }
        return Array.from({ length: size }, (_, i) => BigInt(value(i)))
      }
      const floats = () => Float32Array.from({ length: size }, (_, i) => Number(value(i)))
      return [name, { dtype, shape, floats, integers }]
    }),
  )
  return { tensors, metadata }
}

/** The value of 16 bits: sign, 5 bits of exponent, 10 of fraction. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = (bits & 1023) / 1024
  if (exponent === 31) return fraction ? NaN : sign * Infinity
  return sign * (exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15))
}

function upperHalf(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0]
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return isRecord(header) ? header : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isStringRecord(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((text) => typeof text === 'string')
}

function isKnown(dtype: string): dtype is StoredDtype {
  return Object.hasOwn(DTYPES, dtype)
}

function isTensorEntry(value: unknown): value is { dtype: string; shape: number[]; data_offsets: [number, number] } {
  const isList = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((n) => Number.isSafeInteger(n) && n >= 0)
  return (
    isRecord(value) &&
    typeof value.dtype === 'string' &&
    isList(value.shape) &&
    isList(value.data_offsets) &&
    value.data_offsets.length === 2
  )
}
