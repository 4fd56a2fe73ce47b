import { ModelError } from '../errors'
import type { StateDict } from './module'

/**
 * The safetensors format (float32 tensors only): 8 bytes with the header's length, little-endian; the header, JSON
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

/** Throws a ModelError that names `source` if the bytes are not such a file. */
export function decodeSafetensors(
  bytes: Uint8Array,
  source: string,
): { state: StateDict; metadata: Record<string, string> } {
  const fail = (cause: string): never => {
    throw new ModelError('model-corrupt', source, `not a model file (${cause}); save the model again`)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 8) fail('shorter than its header')
  const headerLength = Number(view.getBigUint64(0, true))
  if (headerLength > bytes.length - 8) fail('its header is longer than the file')
  const start = 8 + headerLength
  const header = parseHeader(bytes.subarray(8, start)) ?? fail('its header is not JSON')
  const { __metadata__: metadata = {}, ...tensors } = header
  if (!isStringRecord(metadata)) return fail('its metadata are not text')
  const entries = Object.entries(tensors).map(([name, entry]) => {
    if (!isTensorEntry(entry)) return fail(`${name} is not a float32 tensor`)
    const [from, to] = entry.data_offsets
    const size = entry.shape.reduce((a, b) => a * b, 1)
    if (to - from !== 4 * size || start + to > bytes.length) return fail(`${name} is cut short`)
    return { name, shape: entry.shape, size, from, to }
  })
  // The format wants every byte to belong to one tensor; without that, a short file could claim any amount of memory.
  let covered = 0
  for (const { name, from, to } of [...entries].sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== covered) fail(`${name} does not follow the tensor before it`)
    covered = to
  }
  if (start + covered !== bytes.length) fail('bytes follow its last tensor')
  // From entries, because a tensor may be called "__proto__".
  const state: StateDict = Object.fromEntries(
    entries.map(({ name, shape, size, from }) => {
      const data = Float32Array.from({ length: size }, (_, i) => view.getFloat32(start + from + 4 * i, true))
      return [name, { shape, data }]
    }),
  )
  return { state, metadata }
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

function isTensorEntry(value: unknown): value is { shape: number[]; data_offsets: [number, number] } {
  const isList = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((n) => Number.isSafeInteger(n) && n >= 0)
  return (
    isRecord(value) &&
    value.dtype === 'F32' &&
    isList(value.shape) &&
    isList(value.data_offsets) &&
    value.data_offsets.length === 2
  )
}
