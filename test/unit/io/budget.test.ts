import { gzipSync, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { Budget } from '../../../src/io/budget'
import { requireSoundHeaps } from '../../../src/io/hdf5/heaps'
import { openFile } from '../../../src/io/read'
import { writeNpy } from '../../../src/io/npy'
import { buildDm } from '../../support/formats/dm'
import { buildTiff } from '../../support/tiff'
import { refusal } from '../../support/hostile'

/** What is refused is refused before any memory or time to speak of is taken: on the slowest machine within this. */
const QUICK = 3000

/** ms of this process: on the clock a test takes as long as other programs let it. */
function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

async function expectQuickRefusal(bytes: Uint8Array, codes = ['too-large', 'corrupt']) {
  const begun = processorTime()
  const before = process.resourceUsage().maxRSS
  expect(codes).toContain((await refusal(bytes)).code)
  expect(processorTime() - begun).toBeLessThan(QUICK)
  // KiB: what was asked for is far more.
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(300 * 1024)
}

/** A PNG whose header claims this size, with so many bytes behind it that it could be. */
function pngOf(side: number, [depth, colour]: [number, number]): Uint8Array {
  const file = new Uint8Array(1_100_000)
  file.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52])
  const view = new DataView(file.buffer)
  view.setUint32(16, side)
  view.setUint32(20, side)
  file.set([depth, colour], 24)
  const dataBytes = file.length - 33 - 12 - 12
  view.setUint32(33, dataBytes)
  file.set([0x49, 0x44, 0x41, 0x54, 0x78, 0x9c], 37)
  file.set([0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44], file.length - 12)
  return file
}

/** A JPEG whose frame claims this size. */
function jpegOf(side: number, components: number): Uint8Array {
  const frame = [0xff, 0xc0, 0, 8 + 3 * components, 8, side >> 8, side & 255, side >> 8, side & 255, components]
  for (let index = 0; index < components; index++) frame.push(index + 1, 0x11, 0)
  const file = new Uint8Array(1_100_000)
  file.set([0xff, 0xd8, ...frame, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0])
  file.set([0xff, 0xd9], file.length - 2)
  return file
}

test('gzip of hundreds of thousands of empty streams is refused after some of them', async () => {
  const empty = gzipSync(new Uint8Array(0))
  const file = Uint8Array.from({ length: 300_000 * empty.length }, (_, at) => empty[at % empty.length])
  const begun = processorTime()
  expect((await refusal(file)).code).toBe('too-large')
  expect(processorTime() - begun).toBeLessThan(QUICK)
})

const bomb = gzipSync(new Uint8Array(500 * 2 ** 20), { level: 9 })

describe('a megabyte that unpacks to more than its size deserves', () => {
  test.each<[string, Uint8Array]>([
    ['PNG of four channels of 16 bits', pngOf(11_000, [16, 6])],
    ['PNG of 16 bits', pngOf(11_500, [16, 0])],
    ['JPEG in colour', jpegOf(11_000, 3)],
    ['gzip', bomb],
    ['gzip of several streams, of which the last is small', Uint8Array.from([...bomb, ...gzipSync(new Uint8Array(9))])],
  ])('%s', { timeout: 30_000 }, async (_, bytes) => expectQuickRefusal(bytes))

  test('NPZ', { timeout: 30_000 }, async () => {
    const array = writeNpy(new Uint8Array(10_000 * 10_000), [10_000, 10_000])
    await expectQuickRefusal(zipSync({ 'a.npy': array, 'b.npy': array }))
  })

  test('TIFF of 64 bits', async () => {
    const side = 11_000
    const strips = Array.from({ length: 110 }, () => new Uint8Array(9000))
    const tags: Parameters<typeof buildTiff>[0] = [
      [256, 'long', side],
      [257, 'long', side],
      [258, 'short', 64],
      [259, 'short', 8],
      [262, 'short', 1],
      [278, 'long', 100],
      [339, 'short', 3],
    ]
    await expectQuickRefusal(buildTiff(tags, strips))
  })
})

const [ascii, short, long] = [2, 3, 4]
/** Tag, type, number of values, and the value or that it lies at the end of the file, where all pages have it. */
type Entry = [tag: number, type: number, count: number, value: number | 'shared']

function pagesOf(pages: number, entries: Entry[], shared: Uint8Array): Uint8Array {
  const pageBytes = 2 + 12 * entries.length + 4
  const sharedAt = 8 + pages * pageBytes
  const file = new Uint8Array(sharedAt + shared.length)
  file.set([0x49, 0x49, 42, 0, 8, 0, 0, 0])
  file.set(shared, sharedAt)
  const view = new DataView(file.buffer)
  for (let page = 0; page < pages; page++) {
    const start = 8 + page * pageBytes
    view.setUint16(start, entries.length, true)
    entries.forEach(([tag, type, count, value], index) => {
      const at = start + 2 + 12 * index
      view.setUint16(at, tag, true)
      view.setUint16(at + 2, type, true)
      view.setUint32(at + 4, count, true)
      view.setUint32(at + 8, value === 'shared' ? sharedAt : value, true)
    })
    view.setUint32(start + pageBytes - 4, page + 1 < pages ? start + pageBytes : 0, true)
  }
  return file
}

describe('structures that overlap', () => {
  test('a budget lets each byte be looked at a few times, and no more', () => {
    const budget = new Budget('a', 1000)
    for (let time = 0; time < 6; time++) budget.look(1000)
    expect(() => budget.look(3 * 2 ** 20)).toThrow(/its parts overlap/)
  })

  test('TIFF pages that share one long list', async () => {
    const strips = 40_000
    const entries: Entry[] = [
      [256, long, 1, 1],
      [257, long, 1, strips],
      [258, short, 1, 8],
      [262, short, 1, 1],
      [273, long, strips, 'shared'],
      [278, long, 1, 1],
      [279, long, strips, 'shared'],
    ]
    const begun = processorTime()
    const file = await openFile(pagesOf(2000, entries, new Uint8Array(4 * strips)), 'shared.tif')
    expect(processorTime() - begun).toBeLessThan(QUICK)
    // Those before it showed, and a remark of the others.
    if (file.kind !== 'images') throw new Error('a stack')
    expect(file.images.length).toBeLessThan(20)
    expect(file.images[0].warnings.join()).toMatch(/its parts overlap/)
  })

  test.each(['ImageJ=1.53\nunit=nm\n', '<OME><Pixels SizeX="1"/>', 'plain '])(
    'the one description of thousands of pages (%j) is looked through once',
    { timeout: 20_000 },
    async (start) => {
      const description = new TextEncoder().encode(`${start}${'unit '.repeat(60_000)}\0`)
      const entries: Entry[] = [
        [256, long, 1, 4],
        [257, long, 1, 4],
        [258, short, 1, 8],
        [262, short, 1, 1],
        [270, ascii, description.length, 'shared'],
        [273, long, 1, 8],
      ]
      const begun = processorTime()
      const file = await openFile(pagesOf(20_000, entries, description), 'stack.tif')
      expect(processorTime() - begun).toBeLessThan(2 * QUICK)
      expect(file).toMatchObject({ kind: 'images', images: { length: 20_000 } })
    },
  )

  test('HDF5 heaps that lie in one another', () => {
    const bytes = new Uint8Array(2 ** 20)
    const view = new DataView(bytes.buffer)
    bytes[8] = 0
    bytes[14] = 8
    for (let at = 4096; at < bytes.length - 4096; at += 32) {
      bytes.set([0x47, 0x43, 0x4f, 0x4c, 1, 0, 0, 0], at)
      view.setBigUint64(at + 8, BigInt(bytes.length - at), true)
      // Its one object is free space that skips to where the next begins.
      view.setBigUint64(at + 24, 32n, true)
    }
    const begun = processorTime()
    expect(() => requireSoundHeaps(bytes, 'heaps.h5', new Budget('heaps.h5', bytes.length))).toThrow(/damaged/)
    expect(processorTime() - begun).toBeLessThan(QUICK)
  })
})

test('titles, units and metadata come as one plain line each', async () => {
  const evil = 'a\x1b]0;owned\x07\nb\u202ec'
  const file = await openFile(
    buildDm([
      {
        width: 2,
        height: 1,
        data: Float32Array.of(1, 2),
        dataType: 2,
        name: evil,
        calibration: [1, 2].map(() => ({ scale: 1, units: 'nm\x1b[2J' })),
        tags: { DataBar: { 'Signal Name': evil } },
      },
    ]),
    'evil.dm4',
  )
  if (file.kind !== 'images') throw new Error('a stack')
  const [{ title, calibration, metadata, warnings }] = file.images
  expect(title).toBe('a ]0;owned b c')
  expect(JSON.stringify({ title, calibration, metadata, warnings })).not.toMatch(/\\u00|\\n|\u202e/)
})
