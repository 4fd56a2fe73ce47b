import { describe, expect, test } from 'vitest'
import { buildHdf5, declaredHalf } from '../../support/formats/hdf5'
import type { H5Dataset, H5Group } from '../../support/formats/hdf5'
import { imagesOf } from '../../support/formats/images'
import { readMicrograph, refusal } from '../../support/hostile'
import { testWithData } from '../../support/shared-data'

const one = (group: H5Group, ...path: string[]): H5Group =>
  path.reduceRight<H5Group>((inner, name) => ({ groups: { [name]: inner } }), group)

describe('HyperSpy', () => {
  const axis = (units: string, scale: number): H5Group => ({ attributes: { units, scale, name: 'x', navigate: 0 } })
  const experiment = (data: H5Dataset, axes: H5Group[], more: Record<string, H5Group> = {}): H5Group =>
    one(
      { datasets: { data }, groups: { ...Object.fromEntries(axes.map((group, i) => [`axis-${i}`, group])), ...more } },
      'Experiments',
      'Scan 7',
    )
  const data = { data: Float64Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] }

  test('pixels, both axes, metadata', async () => {
    const metadata: H5Group = {
      groups: {
        General: { attributes: { title: 'HAADF of a film', date: '2026-11-23', time: '04:00:00' } },
        Acquisition_instrument: { groups: { TEM: { attributes: { beam_energy: 300, microscope: 'Titan' } } } },
      },
    }
    const [image] = await imagesOf(await buildHdf5(experiment(data, [axis('nm', 0.02), axis('pm', 15)], { metadata })))
    expect(image).toMatchObject({
      title: 'HAADF of a film',
      width: 3,
      height: 2,
      calibration: { x: { value: 15, unit: 'pm' }, y: { value: 0.02, unit: 'nm' } },
      metadata: { format: 'HSPY', bits: 64, voltageKv: 300, microscope: 'Titan', date: '2026-11-23T04:00:00' },
    })
    expect(image.pixelSize!.x).toBeCloseTo(0.15, 9)
    expect(image.pixelSize!.y).toBeCloseTo(0.2, 9)
    expect([...image.read().data]).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('float16, and gzip in chunks that do not divide the picture', async () => {
    const bits = new Uint16Array(70)
    bits.set([0x3c00, 0xc000, 0x0001, 0x7bff])
    const singles = { data: new Float32Array(bits.buffer), shape: [7, 5] }
    const [image] = await imagesOf(declaredHalf(await buildHdf5(experiment(singles, [])), [7, 5]))
    expect([image.width, image.height, image.metadata.bits]).toEqual([5, 14, 16])
    expect([...image.read().data.subarray(0, 5)]).toEqual([1, -2, 2 ** -24, 65504, 0])
    const ramp = Float32Array.from({ length: 70 * 50 }, (_, index) => index)
    const packed = experiment({ data: ramp, shape: [70, 50], chunks: [16, 16] }, [])
    expect((await readMicrograph(await buildHdf5(packed))).data).toEqual(ramp)
  })

  test('a series frame by frame, a spectrum image not at all', async () => {
    const series = { data: Uint8Array.of(1, 2, 3, 4, 5, 6), shape: [3, 1, 2] }
    const nm = axis('nm', 1)
    const images = await imagesOf(await buildHdf5(experiment(series, [axis('s', 1), nm, nm])))
    expect(images.map(({ title }) => title)).toEqual([1, 2, 3].map((frame) => `Scan 7 [${frame} of 3]`))
    expect([...images[1].read().data]).toEqual([3, 4])
    const spectra = await buildHdf5(
      experiment({ data: new Float32Array(16), shape: [2, 2, 4] }, [nm, nm, axis('eV', 1)]),
    )
    expect((await refusal(spectra)).code).toBe('unsupported')
  })
})

describe('Velox', () => {
  const velox = (frames: number, json: string): H5Group =>
    one(
      {
        datasets: {
          Data: {
            data: Uint16Array.from({ length: 2 * 3 * frames }, (_, index) => index),
            shape: [2, 3, frames],
            chunks: [2, 3, 1],
          },
          Metadata: { data: new TextEncoder().encode(json.padEnd(4000, '\0')), shape: [4000, 1] },
        },
      },
      'Data',
      'Image',
      '0123abcd',
    )
  const json = JSON.stringify({
    BinaryResult: {
      PixelSize: { width: '1.2e-11', height: '1.3e-11' },
      PixelUnitX: 'm',
      PixelUnitY: 'm',
      Detector: 'DF4',
    },
    Optics: { AccelerationVoltage: '200000' },
    Scan: { DwellTime: '2e-06' },
    Acquisition: { AcquisitionStartDatetime: { DateTime: '86400' } },
  })

  test('each frame, with what its JSON says', async () => {
    const images = await imagesOf(await buildHdf5(velox(2, json)))
    expect(images[1]).toMatchObject({
      title: 'DF4 [2 of 2]',
      width: 3,
      height: 2,
      calibration: { x: { value: 1.2e-11, unit: 'm' }, y: { value: 1.3e-11, unit: 'm' } },
      metadata: { voltageKv: 200, dwellSeconds: 2e-6, detector: 'DF4', date: '1970-01-02T00:00:00.000Z' },
    })
    // The frame is the last index of the data.
    expect([...images[1].read().data]).toEqual([1, 3, 5, 7, 9, 11])
  })

  test.each(['', '{"BinaryResult":', '[]', 'null', '{"BinaryResult":{"PixelSize":7}}'])(
    'JSON that says nothing: %s',
    async (text) => {
      const [image] = await imagesOf(await buildHdf5(velox(1, text)))
      expect(image.pixelSize).toBeNull()
      expect(image.warnings).toEqual(['the file holds no pixel size: lengths are given in pixels'])
    },
  )
})

test('Berkeley’s EMD: coordinates along each axis, units in brackets', async () => {
  const dim = (step: number, units: string): H5Dataset => ({
    data: Float64Array.of(5, 5 + step, 5 + 2 * step),
    shape: [3],
    attributes: { units, name: 'x' },
  })
  const group: H5Group = {
    attributes: { emd_group_type: 1 },
    datasets: {
      data: { data: Int32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), shape: [3, 3] },
      dim1: dim(0.02, '[n_m]'),
      dim2: dim(0.01, '[n_m]'),
    },
  }
  const file = { groups: { data: { groups: { scan: group } }, microscope: { attributes: { voltage: 80 } } } }
  const [image] = await imagesOf(await buildHdf5(file))
  expect(image).toMatchObject({ title: 'scan', metadata: { voltageKv: 80, format: 'EMD (NCEM)' } })
  expect(image.pixelSize!.y).toBeCloseTo(0.2, 9)
  expect(image.pixelSize!.x).toBeCloseTo(0.1, 9)
  expect([...image.read().data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
})

describe('HDF5 of no known layout', () => {
  test('what could be a picture is one', async () => {
    const picture = { data: Float32Array.from({ length: 400 }, (_, index) => index), shape: [20, 20] }
    const table = { data: Float32Array.of(1, 2), shape: [1, 2] }
    const images = await imagesOf(await buildHdf5(one({ datasets: { picture, table } }, 'a', 'b')))
    expect(images.map(({ title }) => title)).toEqual(['a/b/picture'])
    expect(images[0].read().data[399]).toBe(399)
  })

  test('nothing that could be', async () => {
    expect((await refusal(await buildHdf5({}))).code).toBe('unsupported')
  })
})

testWithData('micrographs/Cropped_PTO-SRO_Aligned.hspy', '1312 × 224, 0.14997 Å', async (bytes) => {
  const { width, height, pixelSize, data, metadata } = await readMicrograph(bytes)
  expect({ width, height, kv: metadata.voltageKv }).toEqual({ width: 1312, height: 224, kv: 300 })
  expect(pixelSize!.x).toBeCloseTo(0.149968, 6)
  expect([...data.subarray(0, 4)]).toEqual([22662, 22562, 22667, 23266])
})

testWithData('formats/velox_STEM_HAADF_Diffraction_Micro.emd', '128 × 128, 873.7 Å, 300 kV', async (bytes) => {
  const { width, height, pixelSize, data, metadata } = await readMicrograph(bytes)
  expect({ width, height, kv: metadata.voltageKv, bits: metadata.bits }).toEqual({
    width: 128,
    height: 128,
    kv: 300,
    bits: 16,
  })
  expect(pixelSize!.x).toBeCloseTo(873.708, 3)
  expect([...data.subarray(0, 4)]).toEqual([9993, 9996, 9995, 9999])
})

testWithData('formats/ncem_example_image.emd', '3 × 3', async (bytes) => {
  const { width, height, data } = await readMicrograph(bytes)
  expect({ width, height }).toEqual({ width: 3, height: 3 })
  expect([...data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
})
