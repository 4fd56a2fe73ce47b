import { InputError } from '../../errors'

/** Arrays that a result may hold. */
const ARRAYS = {
  Float32Array,
  Float64Array,
  Int32Array,
  Uint8Array,
  Uint16Array,
  Uint32Array,
} as const

type ArrayName = keyof typeof ARRAYS

/** Numbers that JSON has no words for. */
const NUMBERS: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity }

/** Where an array lies in the binary part, and how many values it has. */
interface Stored {
  $array: ArrayName
  at: number
  length: number
}

/** Plain data with typed arrays as JSON, and the arrays' bytes one after the other. */
export function pack(value: unknown): { json: string; binary: Uint8Array } {
  const arrays: ArrayBufferView[] = []
  let end = 0
  const json = JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'number' && !Number.isFinite(item)) return { $number: String(item) }
    if (!ArrayBuffer.isView(item)) return item
    const name = item.constructor.name as ArrayName
    if (!(name in ARRAYS)) throw new TypeError(`a session holds no ${name}`)
    const at = Math.ceil(end / 8) * 8
    arrays.push(item)
    end = at + item.byteLength
    return { $array: name, at, length: (item as Float32Array).length } satisfies Stored
  })
  const binary = new Uint8Array(end)
  let at = 0
  for (const { buffer, byteOffset, byteLength } of arrays) {
    binary.set(new Uint8Array(buffer, byteOffset, byteLength), at)
    at = Math.ceil((at + byteLength) / 8) * 8
  }
  return { json, binary }
}

/** What was packed. Throws an InputError that names `source` where an array does not lie in the binary part. */
export function unpack(json: string, binary: Uint8Array, source: string): unknown {
  // Arrays of eight bytes a value have to begin where such a value may.
  const { buffer, byteOffset } = binary.byteOffset % 8 === 0 ? binary : binary.slice()
  return JSON.parse(json, (key, item: unknown) => {
    // What would change the nature of an object is none of a result's.
    if (key === '__proto__') return undefined
    if (typeof item !== 'object' || item === null) return item
    if ('$number' in item) return NUMBERS[String(item.$number)] ?? NaN
    if (!('$array' in item)) return item
    const { $array, at, length } = item as Stored
    const Kind = Object.hasOwn(ARRAYS, $array) ? ARRAYS[$array] : null
    const fits =
      Kind && Number.isInteger(at) && Number.isInteger(length) && at >= 0 && length >= 0 && at % 8 === 0
        ? at + length * Kind.BYTES_PER_ELEMENT <= binary.byteLength
        : false
    if (!Kind || !fits) throw new InputError('session-corrupt', source, 'its result is damaged; save the session again')
    return new Kind(buffer as ArrayBuffer, byteOffset + at, length).slice()
  }) as unknown
}
