import { describe, expect, test } from 'vitest'
import packed from '../../fixtures/packed.json'
import type { H5Dataset, H5Group } from '../../support/formats/hdf5'
import { buildHdf5 } from '../../support/formats/hdf5'
import { imagesOf } from '../../support/formats/images'
import { readMicrograph } from '../../support/hostile'

const decoded = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))

const dim = (data: H5Dataset['data'], name: string, units: string): H5Dataset => ({
  data,
  shape: [data.length],
  attributes: { name, units },
})

describe('Berkeley’s EMD', () => {
  const scan = (datasets: Record<string, H5Dataset>, type: number | string = 1): Promise<Uint8Array> =>
    buildHdf5({ groups: { scan: { attributes: { emd_group_type: type }, datasets } } })

  test('axes by their names: x first is a picture on its side', async () => {
    const bytes = await scan({
      data: { data: Uint16Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] },
      dim1: dim(Int32Array.of(0, 20, 40), 'x', '[p_m]'),
      dim2: dim(Float32Array.of(0, 0.5), 'y', '[n_m]'),
    })
    const micrograph = await readMicrograph(bytes)
    expect([micrograph.width, micrograph.height]).toEqual([3, 2])
    expect([...micrograph.data]).toEqual([1, 3, 5, 2, 4, 6])
    expect(micrograph.pixelSize).toEqual({ x: 0.2, y: 5 })
  })

  test('a series whose frames are the last axis', async () => {
    const bytes = await scan({
      data: { data: Uint8Array.of(1, 10, 2, 20, 3, 30, 4, 40), shape: [2, 2, 2] },
      dim1: dim(Float64Array.of(0, 1), 'y', '[n_m]'),
      dim2: dim(Float64Array.of(0, 1), 'x', '[n_m]'),
      dim3: dim(Float64Array.of(0, 1), 't', '[s]'),
    })
    const images = await imagesOf(bytes)
    expect(images.map((image) => [...image.read().data])).toEqual([
      [1, 2, 3, 4],
      [10, 20, 30, 40],
    ])
  })

  test('version 1.0: an array, axes counted from 0, of two coordinates', async () => {
    const data = { data: Uint8Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] }
    const axis = dim(Float64Array.of(0, 0.2), '', 'A')
    expect((await readMicrograph(await scan({ data, dim0: axis, dim1: axis }, 'array'))).pixelSize).toEqual({
      x: 0.2,
      y: 0.2,
    })
  })

  test('a spectrum at each place is no image', async () => {
    const bytes = await buildHdf5({
      groups: {
        image: {
          attributes: { emd_group_type: 1 },
          datasets: { data: { data: Uint8Array.of(7, 7), shape: [1, 2] } },
        },
        spectra: {
          attributes: { emd_group_type: 1 },
          datasets: {
            data: { data: new Uint8Array(8), shape: [2, 2, 2] },
            dim3: dim(Float64Array.of(0, 1), 'E', '[eV]'),
          },
        },
      },
    })
    expect((await imagesOf(bytes)).map(({ title }) => title)).toEqual(['image'])
  })
})

test('Nion Swift: calibration and title from the JSON beside the data', async () => {
  const axes = [
    { scale: 0.03, units: 'nm', offset: 0 },
    { scale: 0.02, units: 'nm', offset: 0 },
  ]
  const properties = JSON.stringify({ title: 'HAADF 7', dimensional_calibrations: axes })
  const data = { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3], attributes: { properties } }
  const [image] = await imagesOf(await buildHdf5({ datasets: { data } }))
  expect(image).toMatchObject({ title: 'HAADF 7', pixelSize: { x: 0.2, y: 0.3 }, metadata: { format: 'HDF5 (Nion)' } })
})

describe('Velox', () => {
  test('frames of one scan are summed, and it is said; one can be had by its number', async () => {
    const { openInput } = await import('../../../src/session/opening')
    const group: H5Group = {
      datasets: { Data: { data: Uint16Array.from({ length: 24 }, (_, at) => at), shape: [3, 4, 2] } },
    }
    const bytes = await buildHdf5({ groups: { Data: { groups: { Image: { groups: { a: group } } } } } })
    const sum = await readMicrograph(bytes, 'a.emd')
    expect([...sum.data]).toEqual(Array.from({ length: 12 }, (_, at) => 4 * at + 1))
    expect(sum.metadata).toMatchObject({ frames: 2, summed: 2 })
    expect(sum.warnings).toContainEqual(expect.stringMatching(/^2 frames are summed after rigid alignment/))
    const one = await openInput(bytes, 'a.emd', { frames: { first: 2, last: 2 } })
    expect(one.kind === 'micrograph' && [...one.micrograph.data]).toEqual(
      Array.from({ length: 12 }, (_, at) => 2 * at + 1),
    )
  })
})

describe('LZF', () => {
  const pixels = Array.from({ length: packed.width * packed.height }, (_, at) => {
    const [x, y] = [at % packed.width, Math.floor(at / packed.width)]
    return (7 * x + 13 * y + ((x * y) % 11)) % 4096
  })

  test.each([
    ['alone', packed.lzf],
    ['after shuffling', packed.lzfShuffled],
  ])('%s', async (_, base64) => {
    expect([...(await readMicrograph(decoded(base64))).data]).toEqual(pixels)
  })
})

test.each([512, 1024, 4096])('behind a user’s block of %i bytes', async (block) => {
  const data = { data: Float32Array.from({ length: 400 }, (_, at) => at), shape: [20, 20] }
  const file = await buildHdf5({ datasets: { data } })
  const bytes = new Uint8Array(block + file.length)
  bytes.set(file, block)
  expect((await readMicrograph(bytes)).data[399]).toBe(399)
})

test('a table before the image: the image', async () => {
  const table = { data: new Float64Array(300 * 20), shape: [300, 20] }
  const image = { data: new Float32Array(1600).fill(3), shape: [40, 40] }
  expect((await readMicrograph(await buildHdf5({ datasets: { a_table: table, image } }))).width).toBe(40)
})
