import { describe, expect, test } from 'vitest'
import { InputError } from '../../../src/errors'
import { requireUsable } from '../../../src/io/check'
import { encodeGrey8 } from '../../../src/io/png'
import { readMicrograph, refusal } from '../../support/hostile'

test('the content decides, not the name', async () => {
  const { name, metadata } = await readMicrograph(encodeGrey8(Uint8Array.of(1, 2), 2, 1), 'image.tif')
  expect([name, metadata.format]).toEqual(['image.tif', 'PNG'])
})

test.each([
  [
    'letter.txt',
    'Dear colleague',
    'letter.txt: not an image Lacuna reads; it reads PNG, JPEG, TIFF, NPY, NPZ/NDATA, DM, SER, EMD/HSPY and MRC',
  ],
  [
    'image.npy',
    'Dear colleague',
    'image.npy: not an image Lacuna reads; it is named like NPY but does not begin like one; it reads PNG, JPEG, TIFF, NPY, NPZ/NDATA, DM, SER, EMD/HSPY and MRC',
  ],
  ['empty.png', '', 'empty.png: the file is empty; copy or export it again'],
])('%s holding "%s"', async (name, content, message) => {
  expect((await refusal(new TextEncoder().encode(content), name)).message).toBe(message)
})

test('a view into a larger buffer is read as the view', async () => {
  const png = encodeGrey8(Uint8Array.of(1, 2), 2, 1)
  const larger = new Uint8Array(png.length + 20).fill(255)
  larger.set(png, 7)
  expect([...(await readMicrograph(larger.subarray(7, 7 + png.length))).data]).toEqual([1, 2])
})

describe('a micrograph that cannot be learnt', () => {
  const micrograph = (data: number[], width: number) => ({
    data: Float32Array.from(data),
    width,
    height: data.length / width,
    pixelSize: null,
    name: 'a.png',
    metadata: {},
  })

  test.each([
    ['too small', micrograph([1, 2, 3, 4, 5, 6], 3), 'too-small'],
    ['constant', micrograph([4, 4, 4, 4, 4, 4, 4, 4, 4], 3), 'constant'],
    ['not finite', micrograph([1, 2, 3, 4, Infinity, 6, 7, 8, 9], 3), 'not-finite'],
  ])('%s', (_, image, code) => {
    expect(() => requireUsable(image, 3)).toThrow(expect.objectContaining({ code, source: 'a.png' }))
    expect(() => requireUsable(image, 3)).toThrow(InputError)
  })

  test('one that can', () => {
    expect(() => requireUsable(micrograph([1, 2, 3, 4, 5, 6, 7, 8, 9], 3), 3)).not.toThrow()
  })
})
