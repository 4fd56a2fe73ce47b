import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { imagesOf } from '../../support/formats/images'
import { openInput } from '../../../src/session/opening'
import { writeNpy } from '../../../src/io/npy'
import {
  expectDamageSurvived,
  expectEveryTruncationRefused,
  picture,
  readMicrograph,
  refusal,
} from '../../support/hostile'
import { testWithData } from '../../support/shared-data'

const float32 = fc.float({ noNaN: true, noDefaultInfinity: true })

/** A file as NumPy writes it, with the dictionary given as text. */
function npy(dictionary: string, body: ArrayBufferView, version = 1): Uint8Array {
  const header = new TextEncoder().encode(`${dictionary}\n`)
  const length =
    version === 1 ? [header.length & 255, header.length >> 8] : [header.length & 255, header.length >> 8, 0, 0]
  const data = new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
  return Uint8Array.from([0x93, ...new TextEncoder().encode('NUMPY'), version, 0, ...length, ...header, ...data])
}

const dictionary = (descr: string, shape: string, fortran = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`

describe('round trips', () => {
  test('float32 micrographs', async () => {
    await fc.assert(
      fc.asyncProperty(
        picture(float32, (values) => Float32Array.from(values)),
        async ({ width, height, data }) => {
          const read = await readMicrograph(writeNpy(data, [height, width]))
          expect(read).toMatchObject({ width, height, pixelSize: null })
          expect(read.data).toEqual(data)
        },
      ),
    )
  })

  test.each([Uint8Array, Uint16Array])('%o stacks', async (Type) => {
    const data = Type.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255])
    const input = await openInput(writeNpy(data, [3, 2, 2]), 'stack.npy')
    const stack = { count: 3, height: 2, width: 2, name: 'stack.npy', data: Float32Array.from(data) }
    expect(input).toEqual({ kind: 'stack', stack })
  })

  test('the data begin at a multiple of 64, as NumPy has it', () => {
    for (const shape of [[1, 1], [1, 1, 1], [1], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]]) {
      expect(writeNpy(new Float32Array(1), shape).length % 64).toBe(4)
    }
  })
})

describe('types', () => {
  test.each([
    ['|b1', Uint8Array.of(0, 1)],
    ['|u1', Uint8Array.of(0, 255)],
    ['|i1', Int8Array.of(-128, 127)],
    ['<u2', Uint16Array.of(0, 65535)],
    ['<i2', Int16Array.of(-32768, 32767)],
    ['<u4', Uint32Array.of(0, 2 ** 24)],
    ['<i4', Int32Array.of(-(2 ** 24), 5)],
    ['<u8', BigUint64Array.of(0n, 2n ** 40n)],
    ['<i8', BigInt64Array.of(-(2n ** 40n), 7n)],
    ['<f4', Float32Array.of(-0.5, 1e30)],
    ['<f8', Float64Array.of(-0.5, 2 ** 100)],
    ['=f4', Float32Array.of(1, 2)],
  ])('%s', async (descr, values) => {
    const { data } = await readMicrograph(npy(dictionary(descr, '(1, 2)'), values))
    expect([...data]).toEqual([...values].map(Number))
  })

  test('float16: the largest, the smallest, a negative and zero', async () => {
    const halves = Uint16Array.of(0x7bff, 0x0001, 0xc200, 0x0000)
    const { data } = await readMicrograph(npy(dictionary('<f2', '(2, 2)'), halves))
    expect([...data]).toEqual([65504, 2 ** -24, -3, 0])
  })

  test('big-endian', async () => {
    const { data } = await readMicrograph(npy(dictionary('>u2', '(1, 2)'), Uint8Array.of(1, 2, 3, 4)))
    expect([...data]).toEqual([0x0102, 0x0304])
  })

  test.each([2, 3])('version %i', async (version) => {
    const { data } = await readMicrograph(npy(dictionary('|u1', '(1, 1)'), Uint8Array.of(9), version))
    expect([...data]).toEqual([9])
  })
})

test('Fortran order comes out in rows, in two dimensions and in three', async () => {
  const flat = await readMicrograph(npy(dictionary('|u1', '(2, 3)', 'True'), Uint8Array.of(0, 3, 1, 4, 2, 5)))
  expect(flat).toMatchObject({ width: 3, height: 2 })
  expect([...flat.data]).toEqual([0, 1, 2, 3, 4, 5])
  // Element (n, y, x) of a (2, 2, 2) array counts 4n + 2y + x; the first index runs fastest in the file.
  const stack = await openInput(npy(dictionary('|u1', '(2, 2, 2)', 'True'), Uint8Array.of(0, 4, 2, 6, 1, 5, 3, 7)), 'a')
  expect(stack.kind === 'stack' && [...stack.stack.data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
})

describe('axes', () => {
  const shaped = (shape: string, size: number) =>
    npy(
      dictionary('|u1', shape),
      Uint8Array.from({ length: size }, (_, at) => at),
    )

  test.each(['(1, 2, 3)', '(2, 3, 1)', '(1, 1, 2, 3)'])('of one do not count: %s', async (shape) => {
    const micrograph = await readMicrograph(shaped(shape, 6))
    expect([micrograph.width, micrograph.height, ...micrograph.data]).toEqual([3, 2, 0, 1, 2, 3, 4, 5])
  })

  test.each([3, 4])('of %i at the end are colours', async (channels) => {
    const micrograph = await readMicrograph(shaped(`(9, 10, ${channels})`, 90 * channels))
    expect([micrograph.width, micrograph.height]).toEqual([10, 9])
    expect(micrograph.data[1]).toBeCloseTo(0.299 * channels + 0.587 * (channels + 1) + 0.114 * (channels + 2), 4)
  })

  test('of planes larger than patches are frames of a series', async () => {
    const images = await imagesOf(npy(dictionary('|u1', '(2, 65, 70)'), new Uint8Array(2 * 65 * 70)), 'a.npy')
    expect(images.map(({ title }) => title)).toEqual(['a.npy [1 of 2]', 'a.npy [2 of 2]'])
  })
})

describe('refusals', () => {
  test.each([
    ['one dimension', npy(dictionary('|u1', '(4,)'), new Uint8Array(4)), 'unsupported'],
    ['four dimensions', npy(dictionary('|u1', '(2, 2, 2, 2)'), new Uint8Array(16)), 'unsupported'],
    ['complex numbers', npy(dictionary('<c8', '(1, 1)'), new Uint8Array(8)), 'unsupported'],
    ['pickled objects', npy(dictionary('|O', '(1, 1)'), new Uint8Array(8)), 'unsupported'],
    [
      'structures',
      npy(`{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1, 1)}`, new Uint8Array(4)),
      'unsupported',
    ],
    ['a later version', npy(dictionary('|u1', '(1, 1)'), Uint8Array.of(1), 9), 'unsupported'],
    ['no pixels', npy(dictionary('|u1', '(0, 4)'), new Uint8Array(0)), 'corrupt'],
    ['a header that is none', npy('hello', new Uint8Array(4)), 'corrupt'],
    ['more data than announced', npy(dictionary('|u1', '(1, 1)'), new Uint8Array(2)), 'corrupt'],
    ['less data than announced', npy(dictionary('<f8', '(2, 2)'), new Uint8Array(31)), 'truncated'],
    ['a size beyond all bounds', npy(dictionary('|u1', '(999999999, 999999999)'), new Uint8Array(4)), 'too-large'],
    ['a number beyond all numbers', npy(dictionary('|u1', `(${'9'.repeat(400)}, 1)`), new Uint8Array(4)), 'corrupt'],
    ['NaN', writeNpy(Float32Array.of(0, 1, 2, NaN), [2, 2]), 'not-finite'],
    ['float64 beyond float32', npy(dictionary('<f8', '(1, 1)'), Float64Array.of(1e300)), 'not-finite'],
  ])('%s', async (_, bytes, code) => {
    expect((await refusal(bytes, 'a.npy')).code).toBe(code)
  })

  test('NaN is named with its place', async () => {
    const error = await refusal(writeNpy(Float32Array.of(0, 1, 2, NaN, 4, 5), [2, 3]), 'a.npy')
    expect(error.message).toBe(
      'a.npy: the value at column 0, row 1 is NaN; replace what is not a number, or crop it away',
    )
  })

  const small = writeNpy(Float32Array.of(1, 2, 3, 4), [2, 2])
  test('every truncation', () => expectEveryTruncationRefused(small))
  test('any damage', () => expectDamageSurvived(small))
})

testWithData('prifti/raw_training_set_20111206DF_64.npy', '1000 patches of 64 × 64, 8 bits', async (bytes) => {
  const input = await openInput(bytes, 'training.npy')
  if (input.kind !== 'stack') throw new Error(input.kind)
  expect(input.stack).toMatchObject({ count: 1000, width: 64, height: 64 })
  expect(input.stack.data.length).toBe(1000 * 64 * 64)
  expect(input.stack.data[0]).toBe(bytes[128])
})
