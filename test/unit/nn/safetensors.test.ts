import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ModelError } from '../../../src/errors'
import type { StateDict } from '../../../src/nn'
import { decodeSafetensors, encodeSafetensors } from '../../../src/nn'

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
    expect((error as ModelError).code).toBe('model-corrupt')
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
    ['a tensor of halves', file(entry({ dtype: 'F16' }), four), 'w is not a float32 tensor'],
    ['a tensor without a shape', file('{"w":null}'), 'w is not a float32 tensor'],
    ['a negative axis', file(entry({ shape: [-1] }), four), 'w is not a float32 tensor'],
    ['a fraction of an axis', file(entry({ shape: [0.25] }), four), 'w is not a float32 tensor'],
    ['three offsets', file(entry({ data_offsets: [0, 4, 8] }), four), 'w is not a float32 tensor'],
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
