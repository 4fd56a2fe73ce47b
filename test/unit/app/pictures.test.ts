import { describe, expect, it } from 'vitest'
import { cutAround, difference } from '../../../src/app/shared/patch-canvas'
import { contrastRange, greyPainter, heatPainter } from '../../../src/app/viewer/raster'
import { describePixel } from '../../../src/app/viewer/readout'
import { result } from '../session/result'

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

it('colours grey from black to white and clips outside', () => {
  const rgba = new Uint8ClampedArray(16)
  const paint = greyPainter(Float32Array.of(-5, 0, 5, 20), 0, 10)
  for (let index = 0; index < 4; index++) paint(rgba, index, index)
  expect([rgba[0], rgba[4], rgba[8], rgba[12]]).toEqual([0, 0, 128, 255])
  expect(rgba[3]).toBe(255)
})

it('leaves pixels without heat transparent and tells deficit from excess', () => {
  const rgba = new Uint8ClampedArray(12)
  const paint = heatPainter(Float32Array.of(0, -0.5, 0.5), 0.5)
  for (let index = 0; index < 3; index++) paint(rgba, index, index)
  expect(rgba[3]).toBe(0)
  expect(rgba[6]).toBeGreaterThan(rgba[4])
  expect(rgba[8]).toBeGreaterThan(rgba[10])
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
  const micrograph = { ...result(), data: new Float32Array(48 * 32).fill(7.25), metadata: {} }

  it('names pixel, position and intensity', () => {
    expect(describePixel(micrograph, micrograph.data, null, { x: 10.9, y: 20.1 })).toBe(
      'x 10  y 20 px · 1.60, 3.20 Å · intensity 7.250',
    )
  })

  it('adds the difference where the rule kept one', () => {
    expect(describePixel(micrograph, micrograph.data, result(), { x: 12, y: 8 })).toContain('difference −0.60')
  })

  it('leaves out what is not known, and says nothing outside', () => {
    expect(describePixel({ ...micrograph, pixelSize: null }, micrograph.data, null, { x: 0, y: 0 })).not.toContain('Å')
    expect(describePixel(micrograph, micrograph.data, null, { x: -0.1, y: 3 })).toBe('')
    expect(describePixel(micrograph, micrograph.data, null, { x: 48, y: 3 })).toBe('')
  })
})
