import { encode } from 'fast-png'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeGrey8, encodeRgba } from '../../../src/io/png'
import {
  expectDamageSurvived,
  expectEveryTruncationRefused,
  picture,
  readMicrograph,
  refusal,
} from '../../support/hostile'

const byte = fc.integer({ min: 0, max: 255 })

describe('round trips', () => {
  test('8-bit grey', async () => {
    await fc.assert(
      fc.asyncProperty(
        picture(byte, (values) => Uint8Array.from(values)),
        async ({ width, height, data }) => {
          const read = await readMicrograph(encodeGrey8(data, width, height))
          expect(read).toMatchObject({ width, height, metadata: { format: 'PNG', bits: 8, colour: false } })
          expect(read.data).toEqual(Float32Array.from(data))
        },
      ),
    )
  })

  test.each(['null', 'Adam7'] as const)('16-bit grey, interlace %s', async (interlace) => {
    const word = fc.integer({ min: 0, max: 65535 })
    await fc.assert(
      fc.asyncProperty(
        picture(word, (values) => Uint16Array.from(values)),
        async ({ width, height, data }) => {
          const bytes = encode({ width, height, data, depth: 16, channels: 1 }, { interlace })
          expect((await readMicrograph(bytes)).data).toEqual(Float32Array.from(data))
        },
      ),
    )
  })
})

test('colour becomes luma, grey in colour keeps its value, alpha is left out', async () => {
  const { data, metadata } = await readMicrograph(encodeRgba(Uint8Array.of(100, 150, 200, 255, 77, 77, 77, 0), 2, 1))
  expect(data[0]).toBeCloseTo(0.299 * 100 + 0.587 * 150 + 0.114 * 200, 4)
  expect(data[1]).toBe(77)
  expect(metadata.colour).toBe(true)
})

test('a palette, and grey with alpha', async () => {
  const palette = [
    [10, 10, 10],
    [20, 20, 20],
  ]
  const indexed = encode({ width: 3, height: 1, data: Uint8Array.of(1, 0, 1), channels: 1, depth: 8, palette })
  expect([...(await readMicrograph(indexed)).data]).toEqual([20, 10, 20])
  const alpha = encode({ width: 2, height: 1, data: Uint8Array.of(5, 255, 6, 0), channels: 2, depth: 8 })
  expect([...(await readMicrograph(alpha)).data]).toEqual([5, 6])
})

test.each([1, 2, 4] as const)('grey of %i bits, rows that end within a byte', async (depth) => {
  const bytesPerRow = Math.ceil((3 * depth) / 8)
  const data = Uint8Array.from({ length: 2 * bytesPerRow }, (_, index) =>
    index % bytesPerRow ? 0b1010_0000 : 0b1101_1000,
  )
  const bits = [...data].map((value) => value.toString(2).padStart(8, '0')).join('')
  const row = (y: number) => [0, 1, 2].map((x) => parseInt(bits.substr(y * bytesPerRow * 8 + x * depth, depth), 2))
  const read = await readMicrograph(encode({ width: 3, height: 2, data, channels: 1, depth }))
  expect([...read.data]).toEqual([...row(0), ...row(1)])
})

describe('refusals', () => {
  const small = encodeGrey8(
    Uint8Array.from({ length: 12 }, (_, index) => index * 20),
    4,
    3,
  )

  test('a size that the file cannot hold, before memory is taken', async () => {
    const bytes = small.slice()
    new DataView(bytes.buffer).setUint32(16, 11_000)
    new DataView(bytes.buffer).setUint32(20, 11_000)
    expect((await refusal(bytes)).code).toBe('corrupt')
    new DataView(bytes.buffer).setUint32(16, 0xffff_ffff)
    expect((await refusal(bytes)).code).toBe('too-large')
  })

  test('pixels that go on after the picture', async () => {
    const bytes = encodeGrey8(new Uint8Array(2 ** 22), 2 ** 11, 2 ** 11)
    new DataView(bytes.buffer).setUint32(20, 1)
    expect((await refusal(bytes)).message).toContain('more than 2049 bytes')
  })

  test('every truncation', () => expectEveryTruncationRefused(small))
  test('any damage', () => expectDamageSurvived(small))
})
