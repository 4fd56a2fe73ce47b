import { zlibSync } from 'fflate'
import jpeg from 'jpeg-js'
import { describe, expect, test } from 'vitest'
import packed from '../../fixtures/packed.json'
import type { PageTag } from '../../support/formats/tiff-pages'
import { buildTiffPages, greyPage } from '../../support/formats/tiff-pages'
import { imagesOf } from '../../support/formats/images'
import { expectDamageSurvived, readMicrograph, refusal } from '../../support/hostile'

const values = async (bytes: Uint8Array) => [...(await readMicrograph(bytes)).data]
const bytesOf = (data: ArrayBufferView) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
const decoded = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))

/** What packed.py has packed. */
const { width, height } = packed
const pixels = Uint16Array.from({ length: width * height }, (_, at) => {
  const [x, y] = [at % width, Math.floor(at / width)]
  return (7 * x + 13 * y + ((x * y) % 11)) % 4096
})

describe('BigTIFF', () => {
  test.each([true, false])('little-endian: %s, two pages', async (littleEndian) => {
    const page = (value: number) => greyPage(2, 1, Uint8Array.of(value, 7))
    const images = await imagesOf(buildTiffPages([page(1), page(2)], { big: true, littleEndian }))
    expect(images.map((image) => [...image.read().data])).toEqual([
      [1, 7],
      [2, 7],
    ])
  })

  test('any damage', () => expectDamageSurvived(buildTiffPages([greyPage(2, 1, Uint8Array.of(1, 2))], { big: true })))
})

describe('compression by others', () => {
  test.each([
    ['LZMA', 34925, packed.xz],
    ['LZMA after a delta filter', 34925, packed.xzDelta],
    ['Zstandard', 50000, packed.zstd],
  ])('%s', async (_, number, base64) => {
    const page = greyPage(width, height, decoded(base64), [[259, 'short', number]], 16)
    expect(await values(buildTiffPages([page]))).toEqual([...pixels])
    await expectDamageSurvived(buildTiffPages([page]))
  })

  test('LZMA of noise, which is stored as it is', async () => {
    const noise = Array.from({ length: 5000 }, (_, i) => Number(((BigInt(i * i) * 2654435761n) >> 13n) & 255n))
    const page = greyPage(100, 50, decoded(packed.xzOfNoise), [[259, 'short', 34925]])
    expect(await values(buildTiffPages([page]))).toEqual(noise)
  })

  test('JPEG, whole and with its tables in tag 347', async () => {
    const rgba = Uint8Array.from({ length: 16 * 8 * 4 }, (_, at) =>
      at % 4 === 3 ? 255 : (Math.floor(at / 4) % 16) * 16,
    )
    const whole = Uint8Array.from(jpeg.encode({ data: rgba, width: 16, height: 8 }, 95).data)
    const colour: PageTag[] = [
      [258, 'short', 8, 8, 8],
      [259, 'short', 7],
      [262, 'short', 6],
      [277, 'short', 3],
    ]
    const one = await values(buildTiffPages([greyPage(16, 8, whole, colour)]))
    // Half of the coarsest step of the quantisation table, once in a block.
    one.forEach((value, at) => expect(Math.abs(value - (at % 16) * 16)).toBeLessThan(6))

    const frame = whole.findIndex((byte, at) => byte === 0xff && whole[at + 1] === 0xc0)
    const tables = Uint8Array.of(...whole.subarray(0, frame), 0xff, 0xd9)
    const rest = Uint8Array.of(0xff, 0xd8, ...whole.subarray(frame))
    const apart = buildTiffPages([greyPage(16, 8, rest, [...colour, [347, 'undefined', tables]])])
    expect(await values(apart)).toEqual(one)
    await expectDamageSurvived(apart)
  })

  test('a window of a gigabyte is refused before memory is taken', async () => {
    const frame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 20 << 3, 0, 0, 0)
    const bytes = buildTiffPages([greyPage(8, 8, frame, [[259, 'short', 50000]])])
    expect((await refusal(bytes)).message).toContain('a window this large')
  })
})

test.each([
  [10, [1023, 512, 3, 4, 5]],
  [12, [4095, 2048, 3, 4, 5]],
  [14, [16383, 8192, 3, 4, 5]],
  [4, [15, 8, 3, 4, 5]],
])('%i bits a sample, each row in whole bytes', async (bits, row) => {
  const line = row.map((value) => value.toString(2).padStart(bits, '0')).join('')
  const whole = line.padEnd(Math.ceil(line.length / 8) * 8, '0')
  const packedRow = whole.match(/.{8}/g)!.map((byte) => parseInt(byte, 2))
  const bytes = buildTiffPages([greyPage(5, 2, Uint8Array.of(...packedRow, ...packedRow), [], bits)])
  expect(await values(bytes)).toEqual([...row, ...row])
})

test('the floating-point predictor', async () => {
  const floats = Float32Array.of(1.5, -2.25, 3e30, 4, 0.1, -7)
  const big = new DataView(new ArrayBuffer(24))
  floats.forEach((value, at) => big.setFloat32(4 * at, value))
  const rows = [0, 1].flatMap((row) => {
    const planes = [0, 1, 2, 3].flatMap((byte) => [0, 1, 2].map((x) => big.getUint8((row * 3 + x) * 4 + byte)))
    return planes.map((byte, at) => (byte - (planes[at - 1] ?? 0)) & 255)
  })
  const tags: PageTag[] = [
    [259, 'short', 8],
    [317, 'short', 3],
    [339, 'short', 3],
  ]
  const bytes = buildTiffPages([greyPage(3, 2, zlibSync(Uint8Array.from(rows)), tags, 32)])
  expect(await values(bytes)).toEqual([...floats])
})

// 1 2 3
// 4 5 6
test.each([
  [0, 3, [1, 2, 3, 4, 5, 6]],
  [1, 3, [1, 2, 3, 4, 5, 6]],
  [2, 3, [3, 2, 1, 6, 5, 4]],
  [3, 3, [6, 5, 4, 3, 2, 1]],
  [4, 3, [4, 5, 6, 1, 2, 3]],
  [5, 2, [1, 4, 2, 5, 3, 6]],
  [6, 2, [4, 1, 5, 2, 6, 3]],
  [7, 2, [6, 3, 5, 2, 4, 1]],
  [8, 2, [3, 6, 2, 5, 1, 4]],
])('orientation %i', async (orientation, across, upright) => {
  const more: PageTag[] = [
    [274, 'short', orientation],
    [270, 'ascii', 'ImageJ=1.53t\nunit=nm\n'],
    [282, 'rational', 50, 1],
    [283, 'rational', 25, 1],
  ]
  const micrograph = await readMicrograph(buildTiffPages([greyPage(3, 2, Uint8Array.of(1, 2, 3, 4, 5, 6), more)]))
  expect(micrograph.width).toBe(across)
  expect([...micrograph.data]).toEqual(upright)
  expect(micrograph.pixelSize!.x).toBeCloseTo(across === 3 ? 0.2 : 0.4, 9)
})

describe('sizes of strips', () => {
  test.each([null, 16, 100])('%s in place of 2', async (byteCount) => {
    const page = { ...greyPage(2, 1, Uint8Array.of(5, 6)), byteCount }
    expect(await values(buildTiffPages([page]))).toEqual([5, 6])
  })

  test('left out before deflated pixels', async () => {
    const page = { ...greyPage(2, 1, zlibSync(Uint8Array.of(5, 6)), [[259, 'short', 8]]), byteCount: null }
    expect(await values(buildTiffPages([page]))).toEqual([5, 6])
  })
})

describe('which page is the image', () => {
  const small = greyPage(1, 1, Uint8Array.of(9))
  const picture = greyPage(40, 40, new Uint8Array(4800).fill(3), [
    [258, 'short', 8, 8, 8],
    [262, 'short', 2],
    [277, 'short', 3],
  ])
  const data = greyPage(40, 40, new Uint8Array(1600).fill(7))
  const reduced = (page: typeof small, tag: PageTag) => ({ ...page, tags: [...page.tags, tag] })

  test.each([
    ['behind a reduced copy', [reduced(small, [254, 'long', 1]), data]],
    ['behind one by the older tag', [reduced(small, [255, 'short', 2]), data]],
    ['behind a mask', [reduced(small, [254, 'long', 4]), data]],
    ['subordinate to a reduced copy', [{ ...reduced(small, [254, 'long', 1]), children: [data] }]],
    ['behind a thumbnail that does not say so', [small, data]],
    ['behind a picture with its scale bar', [picture, data]],
    ['alone, whatever it says', [reduced(data, [254, 'long', 1])]],
  ])('%s', async (_, pages) => {
    const { width, data: read } = await readMicrograph(buildTiffPages(pages))
    expect([width, read[0]]).toEqual([40, 7])
  })

  test('of a page that cannot be read the others tell', async () => {
    const bad = greyPage(40, 40, new Uint8Array(8), [[259, 'short', 34712]])
    const [image, ...others] = await imagesOf(buildTiffPages([data, bad]), 'a.tif')
    expect(others).toHaveLength(0)
    expect(image.warnings).toContainEqual(
      expect.stringContaining('a page cannot be read: a TIFF compressed by JPEG 2000'),
    )
  })

  test('the samples of a pixel, each an image; opacity is none', async () => {
    const tags = (kind: number): PageTag[] => [
      [258, 'short', 8, 8],
      [277, 'short', 2],
      [338, 'short', kind],
    ]
    const two = await imagesOf(buildTiffPages([greyPage(2, 1, Uint8Array.of(1, 2, 3, 4), tags(0))]), 'a.tif')
    expect(two.map(({ title, read }) => [title, ...read().data])).toEqual([
      ['a.tif [sample 1 of 2]', 1, 3],
      ['a.tif [sample 2 of 2]', 2, 4],
    ])
    expect(await imagesOf(buildTiffPages([greyPage(2, 1, Uint8Array.of(1, 2, 3, 4), tags(2))]))).toHaveLength(1)
  })
})

describe('colour tables', () => {
  const tableOf = (colour: (index: number) => number[]): PageTag[] => [
    [262, 'short', 3],
    [320, 'short', ...[0, 1, 2].flatMap((c) => Array.from({ length: 256 }, (_, i) => Math.round(colour(i)[c] * 257)))],
  ]
  const two = Uint8Array.of(10, 200)

  test('false colours: the indices are the data, and it is said', async () => {
    const fire = tableOf((i) => [Math.min(255, 2 * i), Math.max(0, 2 * i - 255), 128 - i / 2])
    const micrograph = await readMicrograph(buildTiffPages([greyPage(2, 1, two, fire)]))
    expect([...micrograph.data]).toEqual([10, 200])
    expect(micrograph.warnings).toContainEqual(expect.stringContaining('its colours are false'))
  })

  test('colours in no order are a photograph’s', async () => {
    const photo = tableOf((i) => [(i * 151) % 256, (i * 91) % 256, (i * 37) % 256])
    const [first] = await values(buildTiffPages([greyPage(2, 1, two, photo)]))
    const [r, g, b] = [1510 % 256, 910 % 256, 370 % 256].map((value) => value * 257)
    expect(first).toBeCloseTo(0.299 * r + 0.587 * g + 0.114 * b, 1)
  })
})

test('directories that go round in a circle by way of tag 330', async () => {
  const bytes = buildTiffPages([{ ...greyPage(1, 1, Uint8Array.of(1)), children: [greyPage(1, 1, Uint8Array.of(2))] }])
  const view = new DataView(bytes.buffer)
  const entries = Array.from({ length: view.getUint16(8, true) }, (_, index) => 10 + 12 * index)
  const link = entries.find((at) => view.getUint16(at, true) === 330)!
  view.setUint32(link + 8, 8, true)
  expect(await values(bytes)).toEqual([1])
})

test('64-bit integers by horizontal differences', async () => {
  const differences = BigUint64Array.of(5n, 2n ** 64n - 1n, 3n)
  const tags: PageTag[] = [
    [259, 'short', 8],
    [317, 'short', 2],
  ]
  const bytes = buildTiffPages([greyPage(3, 1, zlibSync(bytesOf(differences)), tags, 64)])
  expect(await values(bytes)).toEqual([5, 4, 7])
})
