import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ModelError } from '../../../src/errors'
import type { StateDict } from '../../../src/nn'
import { decodeSafetensors, encodeSafetensors, readSafetensors } from '../../../src/nn'

const float = fc.float({ noNaN: false })

/** Tensors of up to three axes, some of them empty, under names of any characters. */
const tensor = fc.array(fc.nat(3), { maxLength: 3 }).chain((shape) => {
  const length = shape.reduce((a, b) => a * b, 1)
  return fc
    .array(float, { minLength: length, maxLength: length })
    .map((data) => ({ shape, data: Float32Array.from(data) }))
})
const name = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => text !== '__metadata__')
const stateDict: fc.Arbitrary<StateDict> = fc.dictionary(name, tensor, { maxKeys: 5 })

/** A file from a header as it stands and the bytes behind it. */
function file(header: string, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(header)
  const bytes = new Uint8Array(8 + text.length + data.length)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
  bytes.set(text, 8)
  bytes.set(data, 8 + text.length)
  return bytes
}

/** Reads, or refuses with a ModelError that names the file: nothing else may happen. */
function read(bytes: Uint8Array): ReturnType<typeof decodeSafetensors> | ModelError {
  try {
    return decodeSafetensors(bytes, 'bulk.safetensors')
  } catch (error) {
    expect(error).toBeInstanceOf(ModelError)
    expect((error as ModelError).code).toMatch(/^model-(corrupt|format)$/)
    expect((error as ModelError).message).toContain('bulk.safetensors: ')
    return error as ModelError
  }
}

const refusal = (bytes: Uint8Array) => {
  const outcome = read(bytes)
  expect(outcome).toBeInstanceOf(ModelError)
  return (outcome as ModelError).message
}

const example: StateDict = {
  weight: { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, NaN, Infinity, -0) },
  bias: { shape: [1], data: Float32Array.of(1e-40) },
}

describe('a safetensors file', () => {
  it('gives back the tensors and the metadata put in, to the bit', () => {
    fc.assert(
      fc.property(stateDict, fc.dictionary(fc.string(), fc.string()), (state, metadata) => {
        const decoded = decodeSafetensors(encodeSafetensors(state, metadata), '')
        expect(Object.keys(decoded.state).sort()).toEqual(Object.keys(state).sort())
        for (const [key, { shape, data }] of Object.entries(state)) {
          expect(decoded.state[key].shape).toEqual(shape)
          expect(new Uint32Array(decoded.state[key].data.buffer)).toEqual(new Uint32Array(data.buffer))
        }
        expect(Object.entries(decoded.metadata)).toEqual(Object.entries(metadata))
      }),
      { seed: 1 },
    )
  })

  it('is laid out as the format says', () => {
    const bytes = encodeSafetensors(example, { preset: 'fast' })
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true))
    expect(length % 8).toBe(0)
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))).toEqual({
      __metadata__: { preset: 'fast' },
      weight: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
      bias: { dtype: 'F32', shape: [1], data_offsets: [24, 28] },
    })
    expect(bytes.length).toBe(8 + length + 28)
    expect([...bytes.subarray(8 + length + 4, 8 + length + 8)], '−2, little-endian').toEqual([0, 0, 0, 0xc0])
  })

  it('is read wherever it lies in a larger buffer, and in any order of its tensors', () => {
    const header =
      '{"b":{"dtype":"F32","shape":[],"data_offsets":[4,8]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
    const bytes = file(header, new Uint8Array(Float32Array.of(1, 2).buffer))
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    const { state, metadata } = decodeSafetensors(shifted.subarray(3), '')
    expect(state).toEqual({ b: { shape: [], data: Float32Array.of(2) }, a: { shape: [1], data: Float32Array.of(1) } })
    expect(metadata).toEqual({})
  })
})

describe('a damaged file is refused by a ModelError', () => {
  it('cut at any byte, or with bytes too many', () => {
    const bytes = encodeSafetensors(example, { preset: 'fast' })
    for (let length = 0; length < bytes.length; length++) refusal(bytes.subarray(0, length))
    refusal(new Uint8Array([...bytes, 0]))
  })

  const entry = (fields: object) => JSON.stringify({ w: { dtype: 'F32', shape: [1], data_offsets: [0, 4], ...fields } })
  const four = new Uint8Array(4)
  const cases: [string, Uint8Array, string][] = [
    ['an empty file', new Uint8Array(0), 'shorter than its header'],
    ['a header of 2⁶⁴ − 1 bytes', new Uint8Array(16).fill(255), 'its header is longer than the file'],
    ['a header that is no JSON', file('{'), 'its header is not JSON'],
    ['a header that is no UTF-8', file('{}').fill(0xff, 8), 'its header is not JSON'],
    ['a header that is a list', file('[]'), 'its header is not JSON'],
    ['a header that is nested without end', file('['.repeat(100_000)), 'its header is not JSON'],
    ['metadata that are not text', file('{"__metadata__":{"a":1}}'), 'its metadata are not text'],
    ['a tensor without a shape', file('{"w":null}'), 'w is described as no tensor is'],
    ['a negative axis', file(entry({ shape: [-1] }), four), 'w is described as no tensor is'],
    ['a fraction of an axis', file(entry({ shape: [0.25] }), four), 'w is described as no tensor is'],
    ['three offsets', file(entry({ data_offsets: [0, 4, 8] }), four), 'w is described as no tensor is'],
    ['a shape beyond its bytes', file(entry({ shape: [2 ** 40, 2 ** 40] }), four), 'w is cut short'],
    ['offsets beyond the file', file(entry({ data_offsets: [4, 8] }), four), 'w is cut short'],
    ['offsets backwards', file(entry({ data_offsets: [4, 0] }), four), 'w is cut short'],
    ['bytes that belong to no tensor', file(entry({ data_offsets: [4, 8] }), new Uint8Array(8)), 'w does not follow'],
    ['bytes behind the last tensor', file(entry({}), new Uint8Array(8)), 'bytes follow its last tensor'],
  ]
  for (const [title, bytes, message] of cases) it(title, () => expect(refusal(bytes)).toContain(message))

  it('a thousand tensors in the same bytes, which would be read into a thousand times the memory', () => {
    const tensors = Array.from({ length: 1000 }, (_, i) => [
      `w${i}`,
      { dtype: 'F32', shape: [64], data_offsets: [0, 256] },
    ])
    expect(refusal(file(JSON.stringify(Object.fromEntries(tensors)), new Uint8Array(256)))).toContain('does not follow')
  })

  it('whatever its header says', () => {
    const number = fc.oneof(fc.nat(40), fc.integer(), fc.double(), fc.constant(2 ** 53))
    const plausible = fc.record(
      {
        dtype: fc.constantFrom('F32', 'F64', null),
        shape: fc.array(number, { maxLength: 3 }),
        data_offsets: fc.array(number, { maxLength: 3 }),
      },
      { requiredKeys: [] },
    )
    const key = fc.constantFrom('w', '__metadata__', '__proto__', 'constructor', '')
    const header = fc.oneof(
      fc.json(),
      fc.string(),
      fc.dictionary(key, plausible).map((value) => JSON.stringify(value)),
    )
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 40 }), (text, data) => void read(file(text, data))),
      { seed: 2, numRuns: 2000 },
    )
  })

  it('whichever bytes are changed', () => {
    const bytes = encodeSafetensors(example, { preset: 'fast' })
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const damaged = bytes.slice()
        for (const [at, value] of changes) damaged[at] = value
        read(damaged)
      }),
      { seed: 3, numRuns: 2000 },
    )
  })
})

describe('numbers that are stored otherwise', () => {
  /** A file of one tensor "w" with these bytes. */
  const stored = (dtype: string, shape: number[], data: ArrayBufferView) => {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    return file(JSON.stringify({ w: { dtype, shape, data_offsets: [0, bytes.length] } }), bytes)
  }
  const floats = (dtype: string, count: number, data: ArrayBufferView) => [
    ...decodeSafetensors(stored(dtype, [count], data), '').state.w.data,
  ]

  it('are converted to float32', () => {
    expect(floats('F64', 2, Float64Array.of(0.1, -1e300))).toEqual([Math.fround(0.1), -Infinity])
    expect(floats('I64', 2, BigInt64Array.of(-3n, 2n ** 40n))).toEqual([-3, 2 ** 40])
    expect(floats('I32', 2, Int32Array.of(-7, 9))).toEqual([-7, 9])
    expect(floats('I16', 1, Int16Array.of(-300))).toEqual([-300])
    expect(floats('I8', 1, Int8Array.of(-3))).toEqual([-3])
    expect(floats('U8', 2, Uint8Array.of(0, 255))).toEqual([0, 255])
    expect(floats('BOOL', 2, Uint8Array.of(0, 1))).toEqual([0, 1])
  })

  it('halves: zero, subnormal, normal, the largest, infinite, none', () => {
    const bits = Uint16Array.of(0x8000, 0x0001, 0x3555, 0xc500, 0x7bff, 0xfc00, 0x7e00)
    expect(floats('F16', 7, bits)).toEqual([-0, 2 ** -24, 0.333251953125, -5, 65504, -Infinity, NaN])
  })

  it('bfloat16 is the upper half of a float32', () => {
    expect(floats('BF16', 4, Uint16Array.of(0x3f80, 0xc049, 0x7f80, 0x0001))).toEqual([
      1,
      -3.140625,
      Infinity,
      2 ** -133,
    ])
  })

  it('integers are given exactly to whoever asks for them', () => {
    const read = (dtype: string, data: ArrayBufferView) =>
      readSafetensors(stored(dtype, [1], data), 'bulk.safetensors').tensors.get('w')!
    const exact = 2n ** 53n + 1n
    expect(read('I64', BigInt64Array.of(exact)).integers()).toEqual([exact])
    expect(read('BOOL', Uint8Array.of(1))).toMatchObject({ dtype: 'BOOL', shape: [1] })
    expect(() => read('BF16', Uint16Array.of(0)).integers()).toThrow('bulk.safetensors: w is stored as BF16')
  })

  it('are refused for what they are where they cannot be read', () => {
    const odd = stored('F8_E4M3', [1], Uint8Array.of(0))
    expect(() => decodeSafetensors(odd, 'bulk.safetensors')).toThrow(
      'bulk.safetensors: w is stored as F8_E4M3, which Lacuna does not read; save it as F32',
    )
    expect(() => decodeSafetensors(stored('F16', [3], Uint16Array.of(0, 0)), '')).toThrow('w is cut short')
  })
})
