import { expect, test } from 'vitest'
import { drawWithoutModel } from '../../../support/micrograph'
import type { Spot } from '../../../support/spots'
import { counted, grain } from '../../../support/spots'

const SIZE = 300
/** σ of the drawn columns and of the blur, which is 2 px where they are 17 px apart. */
const SIGMA = 2.6
const blurOf = (spacing: number) => (2 * spacing) / 17

const nearest = (spots: readonly Spot[], x: number, y: number) =>
  spots.reduce((best, spot) => (Math.hypot(spot.x - x, spot.y - y) < Math.hypot(best.x - x, best.y - y) ? spot : best))

/** Root mean square of a heat map over the pixels that `takes` admits, those beside the edge left out. */
function rms(heat: Float32Array, takes: (x: number, y: number) => boolean): number {
  const squares = Array.from(heat, (value, at) => ({
    x: at % SIZE,
    y: Math.floor(at / SIZE),
    square: value ** 2,
  })).filter(({ x, y }) => Math.min(x, y, SIZE - 1 - x, SIZE - 1 - y) > 12 && takes(x, y))
  return Math.sqrt(squares.reduce((sum, { square }) => sum + square, 0) / squares.length)
}

/** Of counts whose mean is some 60 electrons a pixel, blurred: √60 / (2 √π σ), and as much again for what is expected. */
const noise = (blur: number) => (2 * Math.sqrt(60)) / (2 * Math.sqrt(Math.PI) * blur)

test('the heat map shows what is missing, moved and too much as it is, and nothing beside it', async () => {
  const spots = grain(SIZE, { cell: 20 })
  const [gone, moved, near] = [nearest(spots, 100, 100), nearest(spots, 200, 100), nearest(spots, 100, 200)]
  const extra = { x: near.x + 10, y: near.y + 10, peak: 200 }
  const shift = 2
  const drawn = spots
    .filter((spot) => spot !== gone)
    .map((spot) => (spot === moved ? { ...spot, x: spot.x + shift } : spot))
  const micrograph = counted(SIZE, [...drawn, extra], 11)
  const { pictures } = await drawWithoutModel(micrograph)
  const { heat, prediction } = pictures
  const at = (x: number, y: number) => heat[Math.round(y) * SIZE + Math.round(x)]
  const blur = blurOf(20)
  const wide = Math.hypot(SIGMA, blur)
  const blurredTo = (SIGMA / wide) ** 2

  // A tenth: the pixel beside the place, noise, and what neighbours say of the height.
  expect(at(gone.x, gone.y) / (-300 * blurredTo)).toBeCloseTo(1, 1)
  // A Gaussian that is off by d less one that is not, at ± σ of the blurred columns.
  const off = (x: number) =>
    300 * blurredTo * (Math.exp(-0.5 * ((x - shift) / wide) ** 2) - Math.exp(-0.5 * (x / wide) ** 2))
  for (const x of [-3, 4]) expect(at(moved.x + x, moved.y) / off(x)).toBeCloseTo(1, 0.7)
  expect(at(extra.x, extra.y) / (200 * blurredTo)).toBeCloseTo(1, 0.7)
  const isBeside = (x: number, y: number) =>
    [gone, moved, extra].every((spot) => Math.hypot(spot.x - x, spot.y - y) > 10)
  const isNear = (x: number, y: number) => [gone, moved, extra].some((spot) => Math.hypot(spot.x - x, spot.y - y) < 26)
  expect(rms(heat, isBeside)).toBeLessThan(noise(blur))
  expect(rms(heat, (x, y) => isBeside(x, y) && isNear(x, y))).toBeLessThan(1.3 * noise(blur))
  // There is one phase.
  expect(pictures.phase).toBeUndefined()
  // Both together are the micrograph, blurred: its mean is kept.
  const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  expect(mean(heat) + mean(prediction!)).toBeCloseTo(mean(micrograph.data), 0)
})

test('the columns of every grain are expected', async () => {
  const spots = [
    ...grain(SIZE, { second: 150 }).filter(({ x }) => x < 146),
    ...grain(SIZE, { second: 150, degrees: 23 }).filter(({ x }) => x >= 154),
  ]
  const { pictures } = await drawWithoutModel(counted(SIZE, spots, 7))
  const limit = noise(blurOf(18 / Math.SQRT2))
  expect(rms(pictures.heat, (x) => x < 115)).toBeLessThan(limit)
  expect(rms(pictures.heat, (x) => x > 185)).toBeLessThan(limit)
  // Between them no lattice holds: there is something to see.
  expect(rms(pictures.heat, (x) => x > 140 && x < 160)).toBeGreaterThan(3 * limit)
})

test('tails that no Gaussian has are expected', async () => {
  // A fifth of each column as wide again and a half: a Gaussian leaves rings of some 15 electrons.
  const spots = grain(SIZE, { cell: 24 })
  const plain = counted(SIZE, spots, 3)
  const tails = counted(SIZE, [], 4).data.map((_, at) =>
    spots.reduce((sum, { x, y }) => {
      const square = ((at % SIZE) - x) ** 2 + (Math.floor(at / SIZE) - y) ** 2
      return square < 400 ? sum + 60 * Math.exp((-0.5 * square) / (2.5 * SIGMA) ** 2) : sum
    }, 0),
  )
  const micrograph = { ...plain, data: plain.data.map((value, at) => value + tails[at]) }
  const { pictures } = await drawWithoutModel(micrograph)
  expect(rms(pictures.heat, () => true)).toBeLessThan(noise(blurOf(24)))
})

test('against the main phase the other one differs in all of its extent', async () => {
  const height = (y: number) => (y < 170 ? 150 : 90)
  const spots = grain(SIZE, { cell: 20, second: 150 }).map((spot) =>
    spot.peak === 150 ? { ...spot, peak: height(spot.y) } : spot,
  )
  const { pictures, regions } = await drawWithoutModel(counted(SIZE, spots, 5))
  expect(regions.map(({ kind }) => kind)).toEqual(['phase', 'phase', 'boundary'])
  const { heat, phase } = pictures
  const limit = noise(blurOf(20 / Math.SQRT2))
  // Of each the columns are what is expected there; those of the other phase are none of the main one's.
  for (const y of [30, 250]) expect(rms(heat, (_, row) => Math.abs(row - y) < 20)).toBeLessThan(limit)
  expect(rms(phase!, (_, row) => row < 130)).toBeLessThan(1.5 * limit)
  for (const y of [210, 240, 270]) expect(rms(phase!, (_, row) => Math.abs(row - y) < 15)).toBeGreaterThan(3 * limit)
})
