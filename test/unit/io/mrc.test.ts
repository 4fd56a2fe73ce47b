import { describe, expect, test } from 'vitest'
import { imagesOf } from '../../support/formats/images'
import { buildMrc } from '../../support/formats/mrc'
import { expectDamageSurvived, readMicrograph, refusal } from '../../support/hostile'
import { testWithData } from '../../support/shared-data'

const two = { width: 2, height: 2, count: 2, mode: 2, data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8.5) }

test('sections as images, the pixel size from the cell, behind an extended header', async () => {
  const images = await imagesOf(buildMrc({ ...two, cell: { x: 0.4, y: 0.8 }, extended: 80 }), 'a.mrc')
  expect(images.map(({ title }) => title)).toEqual(['a.mrc [1 of 2]', 'a.mrc [2 of 2]'])
  expect([...images[1].read().data]).toEqual([5, 6, 7, 8.5])
  expect(images[0].pixelSize!.x).toBeCloseTo(0.2, 6)
  expect(images[0].pixelSize!.y).toBeCloseTo(0.4, 6)
})

test('more images than any list of them could be gone through: the file is named', async () => {
  const count = 65_537
  const error = await refusal(buildMrc({ width: 1, height: 1, count, mode: 0, data: new Int8Array(count) }), 'many.mrc')
  expect(error.message).toBe('many.mrc: a stack of 65537 images cannot be read; split it')
})

test('a cell of zero is no calibration', async () => {
  expect((await imagesOf(buildMrc(two)))[0]).toMatchObject({ pixelSize: null, calibration: null })
})

test.each([
  [0, Int8Array.of(-1, 2)],
  [1, Int16Array.of(-300, 9)],
  [6, Uint16Array.of(65535, 1)],
  [12, Uint16Array.of(0x3c00, 0xc000), [1, -2]],
])('mode %i', async (mode, data, values?: number[]) => {
  const micrograph = await readMicrograph(buildMrc({ width: 2, height: 1, mode, data }))
  expect([...micrograph.data]).toEqual(values ?? [...data])
})

test('big-endian', async () => {
  const bytes = buildMrc({ width: 2, height: 1, mode: 1, data: Uint8Array.of(1, 2, 3, 4), littleEndian: false })
  expect([...(await readMicrograph(bytes)).data]).toEqual([0x0102, 0x0304])
})

test.each([
  [0x44, 0x44, 0, 0],
  [0x44, 0x41, 0, 0],
  [0x44, 0, 0, 0],
  [0x44, 0x11, 0, 0],
  [0x44, 0x20, 0x20, 0x20],
  [0, 0, 0, 0],
])('the stamp %i %i %i %i, with MAP and without', async (...stamp) => {
  const bytes = buildMrc({ width: 2, height: 1, mode: 1, data: Int16Array.of(-300, 9) })
  bytes.set(stamp, 212)
  expect([...(await readMicrograph(bytes)).data]).toEqual([-300, 9])
  bytes.fill(0, 208, 212)
  expect([...(await readMicrograph(bytes)).data]).toEqual([-300, 9])
})

test('without stamp or MAP, big-endian; and what only looks like a header is none', async () => {
  const bytes = buildMrc({ width: 2, height: 1, mode: 1, data: Uint8Array.of(1, 2, 3, 4), littleEndian: false })
  bytes.fill(0, 208, 216)
  expect([...(await readMicrograph(bytes)).data]).toEqual([0x0102, 0x0304])
  expect((await refusal(bytes.slice(0, -1))).code).toBe('unknown-format')
})

describe('bytes', () => {
  const bytes = (change: (view: DataView) => void) => {
    const file = buildMrc({ width: 2, height: 1, mode: 0, data: Uint8Array.of(200, 3) })
    change(new DataView(file.buffer))
    return readMicrograph(file)
  }
  const imod = (flags: number) => (view: DataView) => {
    view.setUint32(152, 0x444f4d49, true)
    view.setUint32(156, flags, true)
  }
  const range = (least: number, greatest: number) => (view: DataView) => {
    view.setFloat32(76, least, true)
    view.setFloat32(80, greatest, true)
  }
  test.each([
    ['signed by the standard', () => {}, -56],
    ['unsigned by IMOD', imod(0), 200],
    ['signed by IMOD', imod(1), -56],
    ['unsigned by their range', range(3, 200), 200],
    ['signed by their range', range(-56, 3), -56],
  ])('%s', async (_, change, first) => {
    expect((await bytes(change)).data[0]).toBe(first)
  })
})

describe('refusals', () => {
  test.each([
    ['complex numbers', buildMrc({ ...two, mode: 4 }), 'unsupported'],
    ['fewer sections than announced', buildMrc({ ...two, count: 3 }), 'truncated'],
    ['no section', buildMrc({ ...two, count: 0 }), 'corrupt'],
    ['a size beyond all bounds', buildMrc({ ...two, width: 2 ** 30, height: 2 ** 30 }), 'too-large'],
    ['half a header', buildMrc(two).slice(0, 600), 'truncated'],
  ])('%s', async (_, bytes, code) => {
    expect((await refusal(bytes)).code).toBe(code)
  })

  test('an extended header of less than nothing', async () => {
    const bytes = buildMrc(two)
    new DataView(bytes.buffer).setInt32(92, -5, true)
    expect((await refusal(bytes)).code).toBe('corrupt')
  })

  test('any damage', () => expectDamageSurvived(buildMrc(two)))
})

testWithData('formats/temp.mrc', '128 × 128 × 3, 2 Å', async (bytes) => {
  const images = await imagesOf(bytes)
  expect(images).toHaveLength(3)
  expect(images[2]).toMatchObject({ width: 128, height: 128, pixelSize: { x: 2, y: 2 } })
  expect(images[2].read().data[0]).toBeCloseTo(0.47195, 5)
})
