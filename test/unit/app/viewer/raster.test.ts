import { describe, expect, it } from 'vitest'
import { contrastRange, greyPainter, heatPainter } from '../../../../src/app/viewer/raster'

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
