import { describe, expect, test } from 'vitest'
import { imagesOf } from '../../support/formats/images'
import { buildSer } from '../../support/formats/ser'
import { expectDamageSurvived, expectEveryTruncationRefused, readMicrograph, refusal } from '../../support/hostile'
import { testWithData } from '../../support/shared-data'

const two = {
  width: 2,
  height: 3,
  images: [Uint16Array.of(1, 2, 3, 4, 5, 6), Uint16Array.of(9, 8, 7, 6, 5, 4)],
  dataType: 2,
}

describe.each([false, true])('offsets of 64 bits: %s', (wide) => {
  test('a series: each image with its rows the right way up, pixel size and date', async () => {
    const images = await imagesOf(buildSer({ ...two, wide, pixelSize: { x: 1e-11, y: 2e-11 }, time: 86400 }), 'a.ser')
    expect(images.map(({ title }) => title)).toEqual(['a.ser [1 of 2]', 'a.ser [2 of 2]'])
    expect([...images[0].read().data]).toEqual([5, 6, 3, 4, 1, 2])
    expect([...images[1].read().data]).toEqual([5, 4, 7, 6, 9, 8])
    expect(images[1].pixelSize!.x).toBeCloseTo(0.1, 9)
    expect(images[1].pixelSize!.y).toBeCloseTo(0.2, 9)
    expect(images[1].calibration).toEqual({ x: { value: 1e-11, unit: 'm' }, y: { value: 2e-11, unit: 'm' } })
    expect(images[1].metadata).toEqual({
      format: 'SER',
      bits: 16,
      samples: 'uint',
      frame: 2,
      frames: 2,
      date: '1970-01-02T00:00:00.000Z',
    })
  })

  const small = buildSer({ ...two, wide })
  test('every truncation up to the end of the pixels', () => expectEveryTruncationRefused(small.subarray(0, -8)))
  test('any damage', () => expectDamageSurvived(small))
})

test.each([
  [1, Uint8Array.of(255)],
  [3, Uint32Array.of(2 ** 31)],
  [4, Int8Array.of(-1)],
  [5, Int16Array.of(-300)],
  [6, Int32Array.of(-70000)],
  [7, Float32Array.of(0.5)],
  [8, Float64Array.of(-0.25)],
])('samples of type %i', async (dataType, data) => {
  const micrograph = await readMicrograph(buildSer({ width: 1, height: 1, images: [data], dataType }))
  expect([...micrograph.data]).toEqual([...data])
})

test('complex data, spectra and sizes beyond all bounds are refused', async () => {
  expect((await refusal(buildSer({ ...two, dataType: 9 }))).code).toBe('unsupported')
  expect((await refusal(buildSer({ ...two, width: 2 ** 30, height: 2 ** 30 }))).code).toBe('too-large')
  expect((await refusal(buildSer({ ...two, width: 5000 }))).code).toBe('truncated')
  const spectra = buildSer(two)
  spectra[6] = 0x20
  expect((await refusal(spectra)).message).toContain('a series of spectra')
})

test('a list of four thousand million images', async () => {
  const bytes = buildSer(two)
  new DataView(bytes.buffer).setUint32(14, 2 ** 32 - 1, true)
  new DataView(bytes.buffer).setUint32(18, 2 ** 32 - 1, true)
  expect((await refusal(bytes)).code).toBe('corrupt')
})

testWithData('micrographs/16_STOimage_1.ser', '1024 × 1024, 0.1001 Å', async (bytes) => {
  const { width, height, pixelSize, data, metadata } = await readMicrograph(bytes)
  expect({ width, height, bits: metadata.bits }).toEqual({ width: 1024, height: 1024, bits: 16 })
  expect(pixelSize!.x).toBeCloseTo(0.100127, 6)
  // As two other readers have it: the file's last row on top.
  expect([...data.subarray(0, 4)]).toEqual([18024, 18416, 18350, 19660])
})

testWithData('formats/16x16_STEM_BF_DF_acquire_1.ser', '16 × 16, 215.1 Å', async (bytes) => {
  const { width, height, pixelSize, warnings } = await readMicrograph(bytes)
  expect({ width, height }).toEqual({ width: 16, height: 16 })
  expect(pixelSize!.x).toBeCloseTo(215.1, 1)
  expect(warnings).toEqual(['the file says 215.1 Å per pixel: too coarse to show single columns'])
})
