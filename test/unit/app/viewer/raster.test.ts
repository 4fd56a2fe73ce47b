import { describe, expect, it } from 'vitest'
import { colourAt, MAP_NAMES } from '../../../../src/session/picture/sequential'
import { heatPainter, tonePainter } from '../../../../src/app/viewer/raster'
import { contrastRange, FIRST_TONE } from '../../../../src/session/picture/tone'

/** Relative luminance of sRGB. */
function luminance(colour: readonly number[]): number {
  const [red, green, blue] = colour.map((level) => (level / 255) ** 2.2)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

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
  const all = { ...FIRST_TONE, black: 0, white: 100 }
  const rgba = painted(tonePainter(Float32Array.of(0, 0, 5, 10), all))
  expect([rgba[0], rgba[4], rgba[8], rgba[12]]).toEqual([0, 0, 128, 255])
  expect(rgba[3]).toBe(255)
  // A third of the pixels is white, and so is all that is brighter.
  const clipped = painted(tonePainter(Float32Array.of(0, 2, 5, 10), { ...all, white: 66 }))
  expect([clipped[0], clipped[8], clipped[12]]).toEqual([0, 255, 255])
})

it('lifts what is dark by a gamma below 1, and colours by the map that is chosen', () => {
  const all = { ...FIRST_TONE, black: 0, white: 100 }
  const lifted = painted(tonePainter(Float32Array.of(0, 2.5, 5, 10), { ...all, gamma: 0.5 }))
  // √¼ and √½ of 255.
  expect([lifted[0], lifted[4], lifted[8], lifted[12]]).toEqual([0, 128, 180, 255])
  const coloured = painted(tonePainter(Float32Array.of(0, 5, 5, 10), { ...all, map: 'viridis' }))
  expect([...coloured.subarray(0, 3)]).toEqual([68, 1, 84])
  expect([...coloured.subarray(12, 15)]).toEqual([253, 231, 37])
})

it.each(MAP_NAMES)('%s is ever lighter from dark to bright', (map) => {
  const lightness = Array.from({ length: 101 }, (_, step) => luminance(colourAt(map, step / 100)))
  for (let step = 1; step <= 100; step++) expect(lightness[step]).toBeGreaterThan(lightness[step - 1])
})

it('leaves pixels without heat transparent and tells deficit from excess', () => {
  const rgba = painted(heatPainter(Float32Array.of(0.05, -0.5, 0.5, 9), { quiet: 0.1, limit: 0.5 }))
  expect(rgba[3]).toBe(0)
  expect(rgba[6]).toBeGreaterThan(rgba[4])
  expect(rgba[8]).toBeGreaterThan(rgba[10])
  // Beyond the end there is no further colour.
  expect([...rgba.subarray(12)]).toEqual([...rgba.subarray(8, 12)])
})
