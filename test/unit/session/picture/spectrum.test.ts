import { expect, it } from 'vitest'
import { lineLength, lineProfile } from '../../../../src/session/picture/profile'
import { latticeSpots, spectrumPicture } from '../../../../src/session/picture/spectrum'

/** Waves of these periods along both axes, px. */
function waves(width: number, height: number, periods: { x: number; y: number }) {
  const data = Float32Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)]
    return Math.cos((2 * Math.PI * x) / periods.x) + Math.cos((2 * Math.PI * y) / periods.y)
  })
  return { name: 'waves', data, width, height, pixelSize: null, metadata: {} }
}

it('a spectrum has its peaks where the lattice has its spots', () => {
  const micrograph = waves(300, 280, { x: 16, y: 20 })
  const { data, side, most } = spectrumPicture(micrograph, { x: 10, y: 10, width: 280, height: 260 }, 0.12)
  const place = (frequency: number) => Math.round(((side - 1) / 2) * (frequency / most + 1))
  const at = (x: number, y: number) => data[place(y) * side + place(x)]
  const background = data.slice().sort()[Math.floor(data.length / 2)]
  const spots = latticeSpots({ a: { x: 16, y: 0 }, b: { x: 0, y: 20 } }, most)
  const first = spots.filter(({ x, y }) => Math.hypot(x, y) < 0.07)
  expect(first).toHaveLength(4)
  for (const { x, y } of first) expect(at(x, y)).toBeGreaterThan(background + 8)
  expect(spots).toContainEqual({ x: 1 / 16, y: 1 / 20 })
})

it('the spots of an oblique lattice are those of its reciprocal', () => {
  const [a, b] = [
    { x: 12, y: 3 },
    { x: -5, y: 14 },
  ]
  for (const { x, y } of latticeSpots({ a, b }, 0.3)) {
    for (const { x: ex, y: ey } of [a, b]) {
      const order = x * ex + y * ey
      expect(order).toBeCloseTo(Math.round(order), 9)
    }
  }
})

it('a profile is of the line, its length in Å where the pixels are known, and square or not', () => {
  const micrograph = waves(64, 64, { x: 16, y: 1e9 })
  const profile = lineProfile(micrograph, { from: { x: 0.5, y: 20.5 }, to: { x: 32.5, y: 20.5 } }, 5)
  expect(profile).toHaveLength(33)
  for (const [k, value] of [
    [0, 2],
    [8, 0],
    [16, 2],
    [24, 0],
  ])
    expect(profile[k]).toBeCloseTo(value, 5)
  expect(lineLength({ from: { x: 0, y: 0 }, to: { x: 3, y: 2 } }, { x: 1, y: 2 })).toEqual({
    px: Math.hypot(3, 2),
    angstrom: 5,
    degrees: (180 * Math.atan2(4, 3)) / Math.PI,
  })
})

it('a profile across is a mean: a strip as wide as a period shows none of it', () => {
  const micrograph = waves(64, 64, { x: 1e9, y: 16 })
  const along = { from: { x: 5, y: 32 }, to: { x: 55, y: 32 } }
  const [narrow, wide] = [1, 16].map((width) => lineProfile(micrograph, along, width))
  expect(Math.abs(narrow[10] - 1)).toBeGreaterThan(0.9)
  expect(wide[10]).toBeCloseTo(1, 1)
})
