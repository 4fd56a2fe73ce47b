import { describe, expect, it, test } from 'vitest'
import { InputError } from '../../../src/errors'
import { openInput } from '../../../src/session/opening'
import { type PixelsAbout, type Pixels, pixelsFile } from '../../../src/session/pixels-file'

const SIZE = { width: 64, height: 40 }
const ramp = Array.from({ length: SIZE.width * SIZE.height }, (_, at) => at % 100)

async function opened(pixels: Pixels, about: PixelsAbout = {}) {
  const { file, pixelSize } = pixelsFile(pixels, SIZE, about)
  const input = await openInput(new Uint8Array(await file.arrayBuffer()), file.name, { pixelSize })
  if (input.kind !== 'micrograph') throw new Error('these pixels are one picture')
  return input.micrograph
}

const arrays = {
  Array: ramp,
  Uint8Array: Uint8Array.from(ramp),
  Uint8ClampedArray: Uint8ClampedArray.from(ramp),
  Int8Array: Int8Array.from(ramp),
  Uint16Array: Uint16Array.from(ramp),
  Int16Array: Int16Array.from(ramp),
  Uint32Array: Uint32Array.from(ramp),
  Int32Array: Int32Array.from(ramp),
  Float32Array: Float32Array.from(ramp),
  Float64Array: Float64Array.from(ramp),
  BigInt64Array: BigInt64Array.from(ramp, BigInt),
  BigUint64Array: BigUint64Array.from(ramp, BigInt),
}

test.each(Object.entries(arrays))('%s: every intensity is where it was, to the last bit', async (_, pixels) => {
  const { data, width, height } = await opened(pixels)
  expect({ width, height }).toEqual(SIZE)
  expect(Array.from(data)).toEqual(ramp)
})

test('the view of a larger buffer gives what it views, and the page keeps it', async () => {
  const whole = Float32Array.from([7, 7, ...ramp])
  expect(Array.from((await opened(whole.subarray(2))).data)).toEqual(ramp)
  expect(whole).toHaveLength(ramp.length + 2)
})

test.each([
  [0.2, undefined, { x: 0.2, y: 0.2 }],
  [0.02, 'nm', { x: 0.2, y: 0.2 }],
  [{ x: 20, y: 25 }, 'pm', { x: 0.2, y: 0.25 }],
  [null, 'nm', null],
] as const)('a pixel of %o %s', async (pixelSize, unit, expected) => {
  const { pixelSize: found } = await opened(ramp, { pixelSize, ...(unit && { unit }) })
  if (expected === null) expect(found).toBeNull()
  else for (const axis of ['x', 'y'] as const) expect(found?.[axis]).toBeCloseTo(expected[axis], 12)
})

describe('refuses, by its name and with what to do', () => {
  const error = (pixels: unknown, size = SIZE, about: PixelsAbout = {}): InputError => {
    try {
      pixelsFile(pixels as Pixels, size, { name: 'scan 3', ...about })
    } catch (thrown) {
      if (thrown instanceof InputError) return thrown
      throw thrown
    }
    throw new Error('nothing was thrown')
  }

  it.each([
    ['too few', ramp.slice(1), SIZE],
    ['too many', [...ramp, 1], SIZE],
    ['a width that is no whole number', ramp, { width: 64.5, height: 40 }],
    ['no height', ramp, { width: 64, height: 0 }],
    ['bytes without a type', new ArrayBuffer(64 * 40), SIZE],
    ['nothing', undefined, SIZE],
  ])('%s', (_, pixels, size) => {
    const { code, message } = error(pixels, size)
    expect(code).toBe('bad-pixels')
    expect(message).toMatch(/^scan 3: .* intensities do not fill .* px; give them row by row$/)
  })

  it.each([
    [{ pixelSize: 0 }, /^scan 3: pixelSize 0, 0 Å: give the length/],
    [{ pixelSize: -0.2 }, /give the length/],
    [{ pixelSize: NaN }, /give the length/],
    [{ pixelSize: { x: 0.2, y: Infinity } }, /give the length/],
    [{ pixelSize: 1, unit: 'µm' }, /^scan 3: unit µm: give one of Å, nm, pm$/],
    [{ pixelSize: 1, unit: 'toString' }, /unit toString: give one of/],
  ])('%o', (about, message) => {
    const refused = error(ramp, SIZE, about as PixelsAbout)
    expect(refused.code).toBe('bad-pixel-size')
    expect(refused.message).toMatch(message)
  })

  it('what is no number, when it is read, with its place', async () => {
    const pixels = Float64Array.from(ramp)
    pixels[65] = 1e300
    await expect(opened(pixels, { name: 'scan 3' })).rejects.toMatchObject({
      code: 'not-finite',
      message: expect.stringMatching(/^scan 3\.npy: .*column 1, row 1/) as string,
    })
  })
})
