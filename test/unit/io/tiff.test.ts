import fc from 'fast-check'
import { zlibSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { openFile } from '../../../src/io/read'
import { writeTiff } from '../../../src/io/tiff/write'
import {
  expectDamageSurvived,
  expectEveryTruncationRefused,
  picture,
  readMicrograph,
  refusal,
} from '../../support/hostile'
import { imagesOf } from '../../support/formats/images'
import { testWithData } from '../../support/shared-data'
import { buildTiff, compressLzw, text } from '../../support/tiff'
import type { Tag } from '../../support/tiff'

/** A grey page of the given kind of samples: 1 unsigned, 2 signed, 3 float. */
const grey = (width: number, height: number, bits: number, format = 1): Tag[] => [
  [256, 'short', width],
  [257, 'short', height],
  [258, 'short', bits],
  [262, 'short', 1],
  [339, 'short', format],
]

const bytesOf = (data: ArrayBufferView) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)

const values = async (bytes: Uint8Array) => [...(await readMicrograph(bytes)).data]

describe('round trips through the writer', () => {
  const word = fc.integer({ min: 0, max: 65535 })
  const float = fc.float({ noNaN: true, noDefaultInfinity: true })

  test.each([
    ['16-bit', picture(word, (list) => Uint16Array.from(list) as Uint16Array | Float32Array)],
    ['float32', picture(float, (list) => Float32Array.from(list) as Uint16Array | Float32Array)],
  ])('%s', async (_, pictures) => {
    await fc.assert(
      fc.asyncProperty(pictures, async ({ width, height, data }) => {
        const read = await readMicrograph(writeTiff(data, { width, height, pixelSize: null }))
        expect(read).toMatchObject({ width, height, pixelSize: null })
        expect(read.data).toEqual(Float32Array.from(data))
      }),
    )
  })

  test('the pixel size, its axes apart', async () => {
    const size = fc.double({ min: 0.01, max: 1000, noNaN: true })
    await fc.assert(
      fc.asyncProperty(size, size, async (x, y) => {
        const { pixelSize } = await readMicrograph(
          writeTiff(new Uint16Array(1), { width: 1, height: 1, pixelSize: { x, y } }),
        )
        expect(pixelSize!.x / x).toBeCloseTo(1, 4)
        expect(pixelSize!.y / y).toBeCloseTo(1, 4)
      }),
    )
  })
})

describe('samples', () => {
  test.each([
    ['uint8', 1, Uint8Array.of(0, 255)],
    ['uint16', 1, Uint16Array.of(0, 65535)],
    ['uint32', 1, Uint32Array.of(1, 2 ** 31)],
    ['int8', 2, Int8Array.of(-128, 127)],
    ['int16', 2, Int16Array.of(-32768, 32767)],
    ['int32', 2, Int32Array.of(-(2 ** 31), 9)],
    ['float32', 3, Float32Array.of(-0.5, 3e30)],
    ['float64', 3, Float64Array.of(-0.5, 4)],
  ])('%s', async (_, format, data) => {
    const tags = grey(2, 1, data.BYTES_PER_ELEMENT * 8, format)
    expect(await values(buildTiff(tags, [bytesOf(data)]))).toEqual([...data])
  })

  test('big-endian', async () => {
    const bytes = buildTiff(grey(2, 1, 16), [Uint8Array.of(1, 2, 3, 4)], { littleEndian: false })
    expect(await values(bytes)).toEqual([0x0102, 0x0304])
  })

  test('white is zero', async () => {
    const tags = grey(2, 1, 8).map((tag): Tag => (tag[0] === 262 ? [262, 'short', 0] : tag))
    expect(await values(buildTiff(tags, [Uint8Array.of(0, 250)]))).toEqual([255, 5])
  })

  test('a palette', async () => {
    const channel = Array.from({ length: 256 }, (_, index) => index * 10)
    const tags = grey(2, 1, 8).map((tag): Tag => (tag[0] === 262 ? [262, 'short', 3] : tag))
    const bytes = buildTiff([...tags, [320, 'short', ...channel, ...channel, ...channel]], [Uint8Array.of(3, 200)])
    expect(await values(bytes)).toEqual([30, 2000])
  })

  const rgb: Tag[] = [
    [256, 'short', 2],
    [257, 'short', 1],
    [258, 'short', 8, 8, 8],
    [262, 'short', 2],
    [277, 'short', 3],
  ]
  test('RGB, its channels together or apart', async () => {
    const luma = [0.299 * 10 + 0.587 * 20 + 0.114 * 30, 7].map(Math.fround)
    expect(await values(buildTiff(rgb, [Uint8Array.of(10, 20, 30, 7, 7, 7)]))).toEqual(luma)
    const planes = [Uint8Array.of(10, 7), Uint8Array.of(20, 7), Uint8Array.of(30, 7)]
    expect(await values(buildTiff([...rgb, [284, 'short', 2]], planes))).toEqual(luma)
  })

  test('of several pages the first, and how many there are', async () => {
    const { data, metadata } = await readMicrograph(buildTiff(grey(1, 1, 8), [Uint8Array.of(5)], { pages: 3 }))
    expect([data[0], metadata.pages]).toEqual([5, 3])
  })
})

test('every page is an image; one that cannot be read is left out', async () => {
  const bytes = buildTiff(grey(1, 1, 8), [Uint8Array.of(5)], { pages: 3 })
  const titles = async () => (await imagesOf(bytes, 'a.tif')).map(({ title }) => title)
  expect(await titles()).toEqual(['a.tif [1 of 3]', 'a.tif [2 of 3]', 'a.tif [3 of 3]'])
  // The second page's width becomes 0.
  const view = new DataView(bytes.buffer)
  const first = view.getUint32(4, true)
  const second = view.getUint32(first + 2 + 12 * view.getUint16(first, true), true)
  view.setUint16(second + 2 + 8, 0, true)
  expect(await titles()).toEqual(['a.tif [1 of 3]', 'a.tif [3 of 3]'])
})

describe('compression', () => {
  const compressions: [string, number, (data: Uint8Array) => Uint8Array][] = [
    ['none', 1, (data) => data],
    ['LZW', 5, compressLzw],
    ['deflate', 8, (data) => zlibSync(data)],
    ['deflate, old number', 32946, (data) => zlibSync(data)],
    ['PackBits', 32773, packBits],
  ]

  test.each(compressions)('%s', async (_, number, compress) => {
    // Few values, so that runs and repeats come up; enough of them to fill the LZW table.
    const data = fc.uint8Array({ minLength: 1, maxLength: 60, max: 3 }).map((part) => repeat(part, 400))
    await fc.assert(
      fc.asyncProperty(data, async (pixels) => {
        const bytes = buildTiff([...grey(pixels.length, 1, 8), [259, 'short', number]], [compress(pixels)])
        expect((await readMicrograph(bytes)).data).toEqual(Float32Array.from(pixels))
      }),
      { numRuns: 15 },
    )
  })

  test('LZW of noise, which fills the table over and over', async () => {
    const noise = Uint8Array.from({ length: 30_000 }, (_, index) => (Math.imul(index, 2654435761) >>> 13) & 255)
    const bytes = buildTiff([...grey(300, 100, 8), [259, 'short', 5]], [compressLzw(noise)])
    expect((await readMicrograph(bytes)).data).toEqual(Float32Array.from(noise))
  })

  test.each([
    ['uint8', Uint8Array.of(250, 10, 10, 1, 255, 254), Uint8Array.of(250, 16, 0, 1, 254, 255)],
    ['uint16', Uint16Array.of(1, 65535, 0, 7, 8, 6), Uint16Array.of(1, 65534, 1, 7, 1, 65534)],
    ['uint32', Uint32Array.of(5, 4, 9, 0, 0, 1), Uint32Array.of(5, 0xffffffff, 5, 0, 0, 1)],
  ])('differences of %s', async (_, pixels, differences) => {
    const tags: Tag[] = [...grey(3, 2, pixels.BYTES_PER_ELEMENT * 8), [259, 'short', 8], [317, 'short', 2]]
    expect(await values(buildTiff(tags, [zlibSync(bytesOf(differences))]))).toEqual([...pixels])
  })
})

describe('chunks', () => {
  const pixels = Uint8Array.from({ length: 35 }, (_, index) => index)

  test('strips, the last one shorter', async () => {
    const strips = [pixels.slice(0, 15), pixels.slice(15, 30), pixels.slice(30)]
    expect(await values(buildTiff([...grey(5, 7, 8), [278, 'short', 3]], strips))).toEqual([...pixels])
  })

  test.each([
    [3, 4],
    [5, 2],
    [16, 16],
  ])('tiles of %i × %i, which reach beyond the picture', async (tileWidth, tileHeight) => {
    const tiles: Uint8Array[] = []
    for (let top = 0; top < 7; top += tileHeight) {
      for (let left = 0; left < 5; left += tileWidth) {
        tiles.push(
          Uint8Array.from({ length: tileWidth * tileHeight }, (_, at) => {
            const [x, y] = [left + (at % tileWidth), top + Math.floor(at / tileWidth)]
            return x < 5 && y < 7 ? y * 5 + x : 99
          }),
        )
      }
    }
    const tags: Tag[] = [...grey(5, 7, 8), [322, 'short', tileWidth], [323, 'short', tileHeight]]
    expect(await values(buildTiff(tags, tiles, { tiled: true }))).toEqual([...pixels])
  })
})

describe('pixel size', () => {
  const pixelSize = async (tags: Tag[]) =>
    (await readMicrograph(buildTiff([...grey(1, 1, 8), ...tags], [Uint8Array.of(1)]))).pixelSize
  const perUnit: Tag[] = [
    [282, 'rational', 50, 1],
    [283, 'rational', 25, 1],
  ]

  test.each(['nm', 'µm', '\\u00B5m', 'um', 'micron', 'Å', 'angstrom', 'pm'])('ImageJ in %s', async (unit) => {
    const factor = { nm: 10, Å: 1, angstrom: 1, pm: 0.01 }[unit] ?? 1e4
    const size = await pixelSize([text(270, `ImageJ=1.53t\nunit=${unit}\nloop=false\n`), ...perUnit])
    expect(size!.x).toBeCloseTo(factor / 50, 8)
    expect(size!.y).toBeCloseTo(factor / 25, 8)
  })

  test.each([
    ['dots per inch', [...perUnit, [296, 'short', 2]]],
    ['ImageJ without a unit', [text(270, 'ImageJ=1.53t\n'), ...perUnit]],
    ['ImageJ in inches', [text(270, 'ImageJ=1.53t\nunit=inch\n'), ...perUnit]],
    ['ImageJ without a resolution', [text(270, 'ImageJ=1.53t\nunit=nm\n')]],
    ['another program’s description', [text(270, 'unit=nm\n'), ...perUnit]],
    ['Gatan in reciprocal space', [text(65003, '1/nm'), [65009, 'double', 0.5], [65010, 'double', 0.5]]],
    ['Gatan with a scale of zero', [text(65003, 'nm'), [65009, 'double', 0], [65010, 'double', 0]]],
  ] as [string, Tag[]][])('none from %s', async (_, tags) => {
    expect(await pixelSize(tags)).toBeNull()
  })
})

describe('refusals', () => {
  const one = [Uint8Array.of(1)]
  test.each([
    ['no pixels', buildTiff(grey(0, 1, 8), one), 'corrupt'],
    ['17 bits', buildTiff(grey(1, 1, 17), one), 'unsupported'],
    ['JPEG 2000 inside', buildTiff([...grey(1, 1, 8), [259, 'short', 34712]], one), 'unsupported'],
    ['bits in reverse', buildTiff([...grey(1, 1, 8), [266, 'short', 2]], one), 'unsupported'],
    ['a missing strip', buildTiff([...grey(1, 2, 8), [278, 'short', 1]], one), 'corrupt'],
    ['more pixels than bytes', buildTiff(grey(1000, 1000, 8), one), 'truncated'],
    ['a size beyond all bounds', buildTiff([...grey(1, 1, 8), [256, 'long', 2 ** 32 - 1]], one), 'too-large'],
    ['NaN', writeTiff(Float32Array.of(NaN), { width: 1, height: 1, pixelSize: null }), 'not-finite'],
    ['a bomb', buildTiff([...grey(8, 8, 8), [259, 'short', 8]], [zlibSync(new Uint8Array(2 ** 22))]), 'corrupt'],
  ])('%s', async (_, bytes, code) => {
    expect((await refusal(bytes, 'a.tif')).code).toBe(code)
  })

  test('pages that go round in a circle', async () => {
    const bytes = buildTiff(grey(1, 1, 8), one)
    const view = new DataView(bytes.buffer)
    const directory = view.getUint32(4, true)
    view.setUint32(directory + 2 + 12 * view.getUint16(directory, true), directory, true)
    expect((await refusal(bytes)).message).toContain('its pages have no end')
  })

  test('a tag of four thousand million values', async () => {
    const bytes = buildTiff(grey(1, 1, 8), one)
    const view = new DataView(bytes.buffer)
    view.setUint32(view.getUint32(4, true) + 2 + 12 * 2 + 4, 2 ** 32 - 1, true)
    expect((await refusal(bytes)).code).toBe('truncated')
  })

  const small = writeTiff(Float32Array.of(1, 2, 3, 4), { width: 2, height: 2, pixelSize: { x: 0.2, y: 0.2 } })
  test('every truncation', () => expectEveryTruncationRefused(small))
  test.each([
    ['as written', small],
    ['LZW', buildTiff([...grey(9, 9, 8), [259, 'short', 5]], [compressLzw(new Uint8Array(81).fill(7))])],
    ['deflate', buildTiff([...grey(9, 9, 8), [259, 'short', 8]], [zlibSync(new Uint8Array(81).fill(7))])],
    [
      'tiles',
      buildTiff([...grey(2, 2, 8), [322, 'short', 2], [323, 'short', 2]], [new Uint8Array(4)], { tiled: true }),
    ],
  ])('any damage: %s', (_, bytes) => expectDamageSurvived(bytes))
})

testWithData('formats/test_loading_image_saved_with_DM.tif', '68 × 68, int32, 0.168675 µm', async (bytes) => {
  const { width, height, pixelSize, data, metadata } = await readMicrograph(bytes)
  expect([...data.subarray(0, 4), ...data.subarray(-2)]).toEqual([3465, 3352, 3373, 3400, 3332, 3319])
  expect({ width, height, metadata }).toMatchObject({ width: 68, height: 68, metadata: { bits: 32, samples: 'int' } })
  expect(pixelSize!.x / 1e4).toBeCloseTo(0.168675, 6)
  expect(pixelSize!.y / 1e4).toBeCloseTo(0.168675, 6)
})

testWithData(
  'formats/rgba_lzw_Vacancy_CdTe_0.tif',
  '64 × 64, grey in RGBA, not compressed whatever its name says',
  async (bytes) => {
    const { width, height, data, pixelSize } = await readMicrograph(bytes)
    expect({ width, height, pixelSize }).toEqual({ width: 64, height: 64, pixelSize: null })
    expect([...data.subarray(0, 4), ...data.subarray(-2)]).toEqual([114, 120, 125, 142, 173, 144])
  },
)

function repeat(part: Uint8Array, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => part[(index * index) % part.length])
}

function packBits(data: Uint8Array): Uint8Array {
  const packed: number[] = []
  for (let at = 0; at < data.length;) {
    let run = 1
    while (run < 128 && data[at + run] === data[at]) run++
    if (run > 1) packed.push(257 - run, data[at])
    else packed.push(0, data[at])
    at += run
  }
  return Uint8Array.from(packed)
}

test('frames that ImageJ took some seconds apart know how long that was', async () => {
  const bytes = writeTiff(Uint16Array.of(1, 2, 3, 4, 5, 6, 7, 8), {
    width: 2,
    height: 2,
    pixelSize: { x: 0.2, y: 0.2 },
  })
  const file = await openFile(bytes, 'two.tif')
  if (file.kind !== 'images') throw new Error('two pages are images')
  expect(file.images.map((image) => [...image.read().data])).toEqual([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ])
  expect(file.images[1].metadata).toMatchObject({ frame: 2, frames: 2 })
  expect(file.images[1].metadata.frameSeconds).toBeUndefined()
  // As many bytes say when the frames were taken, in place of their unit.
  const timed = Buffer.from(bytes)
    .toString('latin1')
    .replaceAll('images=2\nframes=2\nunit=nm\n', 'frames=2\nfinterval=0.5000\n')
  const again = await openFile(Buffer.from(timed, 'latin1'), 'timed.tif')
  expect(again.kind === 'images' && again.images[0].metadata.frameSeconds).toBe(0.5)
})
