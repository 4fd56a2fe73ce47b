import { describe, expect, test } from 'vitest'
import { imagesOf } from '../../support/formats/images'
import { buildDm, buildDmTags } from '../../support/formats/dm'
import type { DmImage } from '../../support/formats/dm'
import { expectDamageSurvived, expectEveryTruncationRefused, readMicrograph, refusal } from '../../support/hostile'
import { readShared, testWithData } from '../../support/shared-data'

const ramp: DmImage = { width: 3, height: 2, data: Float32Array.of(0, 1, 2, 3.5, -4, 5), dataType: 2 }

test('the data type tells the sign, where the tag’s own type says otherwise', async () => {
  const data = Uint16Array.of(65535, 7)
  expect([...(await readMicrograph(buildDm([{ width: 2, height: 1, data, dataType: 1 }]))).data]).toEqual([-1, 7])
  expect((await refusal(buildDm([{ width: 2, height: 1, data, dataType: 2 }]))).code).toBe('corrupt')
})

describe.each([3, 4] as const)('version %i', (version) => {
  test('pixels, calibration of each axis and metadata', async () => {
    const tags = {
      'Microscope Info': { Voltage: 200000, Microscope: 'ARM', 'Indicated Magnification': 1e7 },
      DigiScan: { 'Sample Time': 32 },
      DataBar: { 'Acquisition Date': '11/23/2026', 'Acquisition Time': '4:05:06', 'Signal Name': 'HAADF' },
    }
    const calibration = [
      { scale: 0.01, units: 'nm' },
      { scale: 0.2, units: 'Å' },
    ]
    const micrograph = await readMicrograph(buildDm([{ ...ramp, calibration, tags }], { version }), 'a.dm')
    expect(micrograph).toMatchObject({ width: 3, height: 2 })
    expect([...micrograph.data]).toEqual([0, 1, 2, 3.5, -4, 5])
    expect(micrograph.pixelSize).toEqual({ x: 0.1, y: 0.2 })
    expect(micrograph.warnings).toEqual(['its pixels are not square: 0.1 × 0.2 Å'])
    expect(micrograph.metadata).toEqual({
      format: 'DM',
      bits: 32,
      samples: 'float',
      voltageKv: 200,
      dwellSeconds: 32e-6,
      detector: 'HAADF',
      microscope: 'ARM',
      magnification: 1e7,
      date: '11/23/2026 4:05:06',
    })
  })

  test.each([
    [1, Int16Array.of(-2, 1)],
    [2, Float32Array.of(-0.5, 1e20)],
    [6, Uint8Array.of(3, 255)],
    [7, Int32Array.of(-70000, 9)],
    [9, Int8Array.of(-128, 127)],
    [10, Uint16Array.of(1, 65535)],
    [11, Uint32Array.of(1, 2 ** 31)],
    [12, Float64Array.of(-0.25, 4)],
  ])('samples of type %i', async (dataType, data) => {
    const { data: read } = await readMicrograph(buildDm([{ width: 2, height: 1, data, dataType }], { version }))
    expect([...read]).toEqual([...data].map(Math.fround))
  })

  test('every image of a file by its name, a stack plane by plane, but not the thumbnail', async () => {
    const stack = { ...ramp, width: 1, height: 2, depth: 3, name: 'Series' }
    const spectrum = {
      ...ramp,
      calibration: [
        { scale: 1, units: 'nm' },
        { scale: 0.1, units: 'eV' },
      ],
    }
    const bytes = buildDm([{ ...ramp, name: 'HAADF' }, stack, spectrum], { version, thumbnail: true })
    const images = await imagesOf(bytes)
    expect(images.map(({ title }) => title)).toEqual(['HAADF', 'Series [1 of 3]', 'Series [2 of 3]', 'Series [3 of 3]'])
    expect([...images[3].read().data]).toEqual([-4, 5])
    expect((await readMicrograph(bytes)).warnings).toContain('it holds 4 images, of which HAADF is taken')
  })

  const small = buildDm([{ ...ramp, name: 'a', calibration: [{ scale: 1, units: 'nm' }] }], { version })
  test('every truncation up to the end of the tags', () => expectEveryTruncationRefused(small.subarray(0, -8)))
  test('any damage', () => expectDamageSurvived(small))

  test('a group of more entries than there are bytes, a nest without a bottom', async () => {
    const bytes = small.slice()
    new DataView(bytes.buffer).setUint32(version === 3 ? 14 : 22, 0xffff_fff0)
    expect(['truncated', 'corrupt']).toContain((await refusal(bytes)).code)
    let nest = {}
    for (let depth = 0; depth < 100; depth++) nest = { n: nest }
    expect((await refusal(buildDmTags(nest, version))).message).toContain('nested more than 64 deep')
  })
})

test('no unit is no calibration, another unit is no length', async () => {
  const of = async (units: string) => {
    const calibration = [1, 2].map(() => ({ scale: 1, units }))
    return (await imagesOf(buildDm([{ ...ramp, calibration }]), 'a'))[0]
  }
  expect(await of('')).toMatchObject({
    pixelSize: null,
    warnings: ['the file holds no pixel size: lengths are given in pixels'],
  })
  expect((await of('1/nm')).warnings[0]).toContain('the file says 1 1/nm per pixel, which is no length')
})

test('complex data, and a file without an image, are refused', async () => {
  expect((await refusal(buildDm([{ ...ramp, dataType: 3 }]))).code).toBe('unsupported')
  expect((await refusal(buildDm([{ ...ramp, width: 3000 }]))).code).toBe('truncated')
  expect((await refusal(buildDm([{ ...ramp, width: 1e9, height: 1e9 }]))).code).toBe('too-large')
})

testWithData('formats/dmTest_float32_nonSquare_diffPixelSize.dm3', '1 nm × 2 Å, like its .dm4', async (bytes) => {
  const dm3 = await readMicrograph(bytes)
  const dm4 = await readMicrograph(readShared('formats/dmTest_float32_nonSquare_diffPixelSize.dm4'))
  expect(dm3).toMatchObject({ width: 128, height: 64, pixelSize: { x: 10, y: 2 } })
  expect(dm4).toEqual(dm3)
  expect(dm3.data.every((value, index) => value === index % 128)).toBe(true)
})
