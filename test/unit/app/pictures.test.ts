import { describe, expect, it } from 'vitest'
import { cutAround, difference } from '../../../src/app/shared/patch-canvas'
import { contrastRange, greyPainter, heatPainter } from '../../../src/app/viewer/raster'
import { NearestColumn } from '../../../src/app/viewer/nearest'
import { describeColumn, describePixel } from '../../../src/app/viewer/readout'
import { closeUp } from '../../../src/app/detections/close-up'
import { micrograph as made, result } from '../session/result'

describe('display range', () => {
  it('ignores one hot and one dead pixel among many', () => {
    const data = Float32Array.from({ length: 10_000 }, (_, index) => 100 + (index % 100))
    data[17] = 65_535
    data[18] = 0
    expect(contrastRange(data)).toEqual({ low: 100, high: 199 })
  })

  it('of an image that is all but constant is its whole range', () => {
    const data = new Float32Array(10_000).fill(5)
    data[0] = 6
    expect(contrastRange(data)).toEqual({ low: 5, high: 6 })
  })
})

/** The bytes of four pixels, as a canvas would read them. */
function painted(paint: (index: number) => number): Uint8Array {
  return new Uint8Array(Uint32Array.from({ length: 4 }, (_, index) => paint(index)).buffer)
}

it('colours grey from black to white and clips outside', () => {
  const rgba = painted(greyPainter(Float32Array.of(-5, 0, 5, 20), 0, 10))
  expect([rgba[0], rgba[4], rgba[8], rgba[12]]).toEqual([0, 0, 128, 255])
  expect(rgba[3]).toBe(255)
})

it('leaves pixels without heat transparent and tells deficit from excess', () => {
  const rgba = painted(heatPainter(Float32Array.of(0.05, -0.5, 0.5, 9), { quiet: 0.1, limit: 0.5 }))
  expect(rgba[3]).toBe(0)
  expect(rgba[6]).toBeGreaterThan(rgba[4])
  expect(rgba[8]).toBeGreaterThan(rgba[10])
  // Beyond the end there is no further colour.
  expect([...rgba.subarray(12)]).toEqual([...rgba.subarray(8, 12)])
})

describe('a cut around a pixel', () => {
  const picture = { data: Float32Array.from({ length: 100 }, (_, index) => index), width: 10, height: 10 }

  it('has it in the middle', () => {
    const cut = cutAround(picture, 5, 5, 4)
    expect([cut.left, cut.top]).toEqual([3, 3])
    expect(cut.data[0]).toBe(33)
    expect(cut.data.at(-1)).toBe(66)
  })

  it('is shifted inwards at an edge, and no larger than the picture', () => {
    expect(cutAround(picture, 0, 9, 4)).toMatchObject({ left: 0, top: 6, width: 4, height: 4 })
    expect(cutAround(picture, 0, 9, 40)).toMatchObject({ left: 0, top: 0, width: 10, height: 10 })
  })

  it('minus itself is nothing', () => {
    expect(difference(picture, picture).data.every((value) => value === 0)).toBe(true)
  })
})

describe('read-out', () => {
  const micrograph = made({ data: new Float32Array(48 * 32).fill(7.25) })
  const { data, pixelSize } = micrograph
  const found = result()

  it('names pixel, position and intensity', () => {
    expect(describePixel(micrograph, data, pixelSize, { x: 10.9, y: 20.1 })).toBe(
      'x 10  y 20 px · 1.60, 3.20 Å · intensity 7.250',
    )
  })

  it('leaves out what is not known, and says nothing outside', () => {
    expect(describePixel(micrograph, data, null, { x: 0, y: 0 })).not.toContain('Å')
    expect(describePixel(micrograph, data, null, { x: -0.1, y: 3 })).toBe('')
    expect(describePixel(micrograph, data, null, { x: 48, y: 3 })).toBe('')
  })

  it('of a column tells its place in the lattice, its size, and what it is', () => {
    expect(describeColumn(found, pixelSize, 0)).toBe('A 0, 0 · 100 % · 0.00 Å off · p 0.5')
    expect(describeColumn(found, null, 2)).toBe('A 1, 0 · 100 % · 0.00 px off · p 1·10⁻⁹⁰ · vacancy')
  })

  it('finds the nearest column within reach', () => {
    const nearest = new NearestColumn(found.result.columns, 8)
    expect(nearest.at(17, 1)).toBe(2)
    expect(nearest.at(23, 10)).toBe(8)
    expect(nearest.at(47, 31)).toBeNull()
  })
})

it('a close-up shows what the model was given, what it said, and the column', () => {
  const { input, prediction, window, limit } = closeUp({ ...result(), scale: 0.25 }, made(), { x: 16, y: 8 })
  expect([input.width, input.height]).toEqual([16, 16])
  expect([window.left, window.top, window.side].map((value) => Number(value.toFixed(9)))).toEqual([2.1, 2.1, 12.8])
  // Blurred from −60 to 20, so that 100 is the height of a column: 1.25 of the range.
  expect(limit).toBeCloseTo(1.25, 9)
  expect([input.data[8], prediction.data[8]]).toEqual([0, 1])
})
