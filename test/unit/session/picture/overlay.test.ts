import { describe, expect, it } from 'vitest'
import {
  DEFICIT_COLOUR,
  diverging,
  EXCESS_COLOUR,
  heatLimit,
  heatTable,
  type Rgb,
  sideOf,
} from '../../../../src/session/picture/colour-map'
import { overlayByRule } from '../../../../src/session/picture/paper-overlay'
import { eachTextPixel, textWidth } from '../../../../src/session/picture/pixel-font'
import { chooseScaleBar, lengthLabel } from '../../../../src/session/picture/scale-bar'
import { paperResult as result } from '../../../support/paper-result'

describe('colour map', () => {
  it('is as light on one side as on the other, and ever lighter from the middle', () => {
    const steps = Array.from({ length: 101 }, (_, step) => step / 100)
    for (const t of steps) expect(lightness(diverging(t))).toBeCloseTo(lightness(diverging(-t)), 1)
    for (const t of steps.slice(1)) {
      expect(lightness(diverging(t))).toBeGreaterThan(lightness(diverging(t - 0.01)))
      expect(lightness(diverging(-t))).toBeGreaterThan(lightness(diverging(0.01 - t)))
    }
  })

  it('clips what lies outside', () => {
    expect(diverging(-7)).toEqual(DEFICIT_COLOUR)
    expect(diverging(7)).toEqual(EXCESS_COLOUR)
  })

  it('as a table has nothing at zero and is strongest at the ends', () => {
    const table = heatTable()
    expect(table[4 * 256 + 3]).toBe(0)
    expect([...table.subarray(0, 3)]).toEqual([...DEFICIT_COLOUR])
    expect([...table.subarray(4 * 512, 4 * 512 + 3)]).toEqual([...EXCESS_COLOUR])
  })

  it('gives no side to what may be noise', () => {
    expect(sideOf({ strength: 1, strengthError: 4 })).toBe('neither')
    expect(sideOf({ strength: -11.9, strengthError: 4 })).toBe('neither')
    expect(sideOf({ strength: -12.1, strengthError: 4 })).toBe('deficit')
    expect(sideOf({ strength: 58, strengthError: 11 })).toBe('excess')
  })

  it('has one limit for both signs, and none so low that noise would glow', () => {
    expect(heatLimit(Float32Array.of(0.3, -0.9), 0.2)).toBeCloseTo(0.9, 6)
    expect(heatLimit(Float32Array.of(0, 0.21), 0.2)).toBe(0.4)
  })
})

describe('scale bar', () => {
  it.each([
    [0.16, 250, 20, '2 nm'],
    [0.16, 100, 10, '1 nm'],
    [0.16, 40, 5, '5 Å'],
    [0.01, 40, 0.2, '0.2 Å'],
    [215.1, 100, 20_000, '2 µm'],
  ])('at %d Å a pixel with room for %d is %d Å', (angstromPerPixel, room, angstrom, label) => {
    const bar = chooseScaleBar(angstromPerPixel, room)
    expect(bar?.angstrom).toBeCloseTo(angstrom, 9)
    expect(bar?.label).toBe(label)
    expect(bar!.pixels * angstromPerPixel).toBeCloseTo(angstrom, 6)
    expect(bar!.pixels).toBeLessThanOrEqual(room)
    expect(bar!.pixels).toBeGreaterThan(room / 2.6)
  })

  it('is not drawn where nothing is known', () => {
    expect([chooseScaleBar(null, 100), chooseScaleBar(0, 100), chooseScaleBar(0.1, 0)]).toEqual([null, null, null])
  })

  it('labels without binary noise', () => {
    expect(lengthLabel(0.1 * 3 * 10)).toBe('3 Å')
  })
})

describe('overlay', () => {
  it('enlarges a small micrograph by a whole number and is opaque', () => {
    const { data, width, height } = overlayByRule(result())
    expect([width, height]).toEqual([48 * 21, 32 * 21])
    expect(data.every((value, index) => index % 4 !== 3 || value === 255)).toBe(true)
  })

  it('shows the input in grey where nothing lies over it', () => {
    const { data, width } = overlayByRule(result({ detections: [], pixelSize: null }))
    const at = 4 * (5 * 21 * width + 24 * 21)
    expect([...data.subarray(at, at + 4)]).toEqual([128, 128, 128, 255])
  })

  it('colours heat by its sign and rings every detection in its colour', () => {
    const { data, width } = overlayByRule(result())
    const pixel = (x: number, y: number) => [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3)]
    const [red, , blue] = pixel(12 * 21 + 10, 8 * 21 + 10)
    expect(blue).toBeGreaterThan(red + 50)
    expect(pixel(Math.floor((12.5 - 9) * 21), Math.floor(8.5 * 21))).toEqual([...DEFICIT_COLOUR])
    expect(pixel(Math.floor((36.5 - 9) * 21), Math.floor(20.5 * 21))).toEqual([...EXCESS_COLOUR])
  })

  it('draws a white bar of the length it states', () => {
    const { data, width, height } = overlayByRule(result({ detections: [] }))
    const row = height - 14
    let white = 0
    for (let x = 0; x < width; x++)
      if (data[4 * (row * width + x)] === 255 && data[4 * (row * width + x) + 2] === 255) white++
    const bar = chooseScaleBar(0.16 / 21, width / 4)
    expect(white).toBe(Math.round(bar!.pixels))
  })

  it('keeps a large micrograph as it is', () => {
    const side = 1500
    const blank = new Float32Array(side * side)
    const large = result({ width: side, height: side, input: blank, heat: blank, detections: [] })
    expect(overlayByRule(large)).toMatchObject({ width: side, height: side })
  })
})

it('the font has every character that a label can hold, each within its cell', () => {
  for (const character of '0123456789.nmµÅ') {
    let pixels = 0
    eachTextPixel(character, (x, y) => {
      pixels++
      expect(x).toBeLessThan(textWidth(character))
      expect(y).toBeLessThan(7)
    })
    expect(pixels).toBeGreaterThan(3)
  }
})

/** CIE L* / 100 of an sRGB colour. */
function lightness(colour: Rgb): number {
  const [r, g, b] = colour.map((value) => {
    const c = value / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  const y = 0.2126 * r + 0.7152 * g + 0.0722 * b
  return y > 0.008856 ? 1.16 * Math.cbrt(y) - 0.16 : 9.033 * y
}
