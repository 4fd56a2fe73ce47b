import jpeg from 'jpeg-js'
import { describe, expect, test } from 'vitest'
import { expectDamageSurvived, expectEveryTruncationRefused, readMicrograph, refusal } from '../../support/hostile'
import { testWithData } from '../../support/shared-data'

/** A grey ramp of 16 × 8 pixels. */
function ramp(): Uint8Array {
  const data = Uint8Array.from({ length: 16 * 8 * 4 }, (_, index) =>
    index % 4 === 3 ? 255 : (Math.floor(index / 4) % 16) * 16,
  )
  return Uint8Array.from(jpeg.encode({ data, width: 16, height: 8 }, 95).data)
}

test('a grey ramp, to the accuracy of the compression', async () => {
  const { data, width, height, metadata } = await readMicrograph(ramp())
  expect([width, height, metadata.format]).toEqual([16, 8, 'JPEG'])
  expect(data).toHaveLength(16 * 8)
  // At a quality of 95 the coarsest step of the quantisation table is 12: half of it, once in a block.
  data.forEach((value, index) => expect(Math.abs(value - (index % 16) * 16)).toBeLessThan(6))
})

describe('markers', () => {
  /** Segments behind the beginning of a file, one after the other. */
  const marked = (bytes: Uint8Array, ...segments: number[][]) =>
    Uint8Array.of(0xff, 0xd8, ...segments.flat(), ...bytes.subarray(2))
  const text = (value: string) => Array.from(value, (character) => character.charCodeAt(0))

  test('EXIF says which way is up, in either order of bytes', async () => {
    const tiff = {
      II: [...text('II'), 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0],
      MM: [...text('MM'), 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0],
    }
    for (const exif of Object.values(tiff)) {
      const segment = [0xff, 0xe1, 0, 8 + exif.length, ...text('Exif'), 0, 0, ...exif]
      const { width, height, data } = await readMicrograph(marked(ramp(), segment))
      expect([width, height]).toEqual([8, 16])
      // What was left is on top.
      expect([0, 15].map((row) => Math.round(data[8 * row] / 16))).toEqual([0, 15])
    }
  })

  test('Adobe’s says that three components are colours themselves', async () => {
    const adobe = (transform: number) => [0xff, 0xee, 0, 14, ...text('Adobe'), 0, 100, 0, 0, 0, 0, transform]
    const before = await readMicrograph(marked(ramp(), adobe(1)))
    const rgb = await readMicrograph(marked(ramp(), adobe(0)))
    // Grey was stored as luma and two colour differences of 128: as colours these are 128 of green and of blue.
    before.data.forEach((grey, at) => expect(Math.abs(rgb.data[at] - (0.299 * grey + 0.701 * 128))).toBeLessThan(2))
  })
})

describe('refusals', () => {
  const small = ramp()
  /** Behind 0xff 0xc0 come the segment's length (2), the bits (1), the height (2) and the width (2). */
  const frame = small.findIndex((byte, index) => byte === 0xff && small[index + 1] === 0xc0)

  test('a size that the file cannot hold, before memory is taken', async () => {
    const bytes = small.slice()
    bytes.set([0x27, 0x10, 0x27, 0x10], frame + 5)
    expect((await refusal(bytes)).message).toContain('cannot hold 10000 × 10000')
    bytes.set([0xff, 0xff, 0xff, 0xff], frame + 5)
    expect((await refusal(bytes)).code).toBe('too-large')
  })

  test.each([
    ['lossless', 1, 0xc3],
    ['12 bits', 4, 12],
  ])('%s', async (_, offset, value) => {
    const bytes = small.slice()
    bytes[frame + offset] = value
    expect((await refusal(bytes)).code).toBe('unsupported')
  })

  test('every truncation', () => expectEveryTruncationRefused(small))
  test('any damage', () => expectDamageSurvived(small))
})

testWithData('prifti/20111206DF.jpg', '512 × 512, 8 bits', async (bytes) => {
  const { data, width, height, pixelSize } = await readMicrograph(bytes)
  expect({ width, height, pixelSize }).toEqual({ width: 512, height: 512, pixelSize: null })
  // As Chromium has them; decoders may round the inverse cosine transform by one grey level.
  const places = [0, 1, 50 * 512 + 100, 256 * 512 + 255, 511 * 512 + 511]
  places.forEach((at, n) => expect(Math.abs(data[at] - [34, 79, 27, 51, 52][n])).toBeLessThanOrEqual(1))
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length
  expect(Math.abs(mean - 84.03)).toBeLessThan(0.25)
})
