import { describe, expect, test } from 'vitest'
import { Random } from '../../../../src/nn'
import { ownFrame } from '../../../../src/stem/micrograph/frame'
import { matchedFilter } from '../../../../src/stem/micrograph/matched-filter'
import { allPredictedByRidge, predictedByRidge, unexplainedBy } from '../../../../src/stem/math/ridge'
import { Sampler } from '../../../../src/stem/micrograph/sampler'
import { firstTail, fitTail, tailProbability } from '../../../../src/stem/micrograph/tail'
import { matchedFrame, trainedOn } from '../../../../src/stem/micrograph/trained-on'
import { findLattice } from '../../../../src/stem/lattice/find'
import { anyCrystal, MOTIFS, periodic, picture } from '../../../support/lattice'

const empty = () => ({ height: new Float32Array(1), dx: new Float32Array(1), dy: new Float32Array(1) })

describe('matched filters', () => {
  const sigma = 4
  const gaussian = (peak: number, x0: number, y0: number) =>
    picture(41, (x, y) => 7 + peak * Math.exp((-0.5 * ((x - x0) ** 2 + (y - y0) ** 2)) / sigma ** 2)).data
  const rows = (...images: Float32Array[]) => ({ top: 0, complete: 41, width: 41, images })

  test('height and displacement of a Gaussian on a level; nothing of a column that is not there', () => {
    const out = [empty(), empty()]
    expect(
      matchedFilter(rows(gaussian(3, 20.5, 20), gaussian(0, 20, 20)), { u: 20.3, v: 20.1, sigma, reach: 9 }, out, 0),
    ).toBe(true)
    expect(out[0].height[0]).toBeCloseTo(3, 1)
    expect(out[0].dx[0] / 3).toBeCloseTo(0.2, 2)
    expect(out[0].dy[0] / 3).toBeCloseTo(-0.1, 2)
    for (const values of [out[1].height, out[1].dx, out[1].dy]) expect(values[0]).toBeCloseTo(0, 4)
  })

  test('a circle that the edge cuts is not measured', () => {
    expect(matchedFilter(rows(gaussian(3, 5, 20)), { u: 5, v: 20, sigma, reach: 9 }, [empty()], 0)).toBe(false)
  })
})

test('the ridge is not led astray by outliers', () => {
  const random = new Random(3)
  const features = Float64Array.from({ length: 2 * 500 }, () => random.normal())
  const targets = Float32Array.from({ length: 500 }, (_, n) => {
    const own = 0.7 * features[2 * n] - 0.3 * features[2 * n + 1] + 0.1 * random.normal()
    return n % 25 === 0 ? own + 20 : own
  })
  const left = leftByRidge(features, targets, 2)
  const ordinary = left.filter((_, n) => n % 25 !== 0)
  expect(rms(ordinary)).toBeGreaterThan(0.09)
  expect(rms(ordinary)).toBeLessThan(0.115)
  expect(Math.min(...left.filter((_, n) => n % 25 === 0))).toBeGreaterThan(19)
})

test('of what is left by the ridge no row has explained itself', () => {
  const random = new Random(4)
  const [rows, width] = [90, 17]
  const features = Float64Array.from({ length: rows * width }, () => random.normal())
  const targets = Float32Array.from({ length: rows }, () => random.normal())
  // Noise cannot be predicted: features that have nothing to do with it add to it. A fit that has seen the targets leaves 0.9 of them.
  expect(rms(leftByRidge(features, targets, width))).toBeGreaterThan(rms(targets))
})

test('several targets are predicted on the same features, from rows that are odd in none of them', () => {
  const random = new Random(6)
  const [rows, width] = [601, 5]
  const features = { values: Float64Array.from({ length: rows * width }, () => random.normal()), width }
  const target = (weight: number) =>
    Float32Array.from({ length: rows }, (_, n) => weight * features.values[n * width] + 0.1 * random.normal())
  const [first, second] = [target(1), target(-2)]
  const odd = Uint8Array.from({ length: rows }, (_, n) => (n % 50 === 0 ? 1 : 0))
  const changed = first.map((value, n) => value + 30 * odd[n])
  const [, beside] = allPredictedByRidge(features, [changed, second], new Uint8Array(rows))
  const alone = predictedByRidge(features, second, odd)
  // A few more rows than the odd ones are left out, here and there others: predictions agree to a part of the noise.
  expect(rms(beside.prediction.map((value, n) => value - alone.prediction[n]))).toBeLessThan(0.01)
  for (let n = 0; n < rows; n++) if (odd[n]) expect(beside.inflation[n]).toBeGreaterThan(1)
  expect(allPredictedByRidge(features, [second], odd)[0]).toEqual(alone)
})

function leftByRidge(values: Float64Array, targets: Float32Array, width: number): Float32Array {
  return unexplainedBy(predictedByRidge({ values, width }, targets, new Uint8Array(targets.length)), targets)
}

function rms(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length)
}

describe('the tail of scores', () => {
  const random = new Random(9)
  const bulk = Array.from({ length: 4000 }, () => -Math.log(1 - random.uniform()))

  test('predicts how often bulk scores as high, a little too often rather than too rarely', () => {
    const tail = fitTail(bulk)
    for (const p of [1e-2, 1e-4, 1e-6]) {
      const told = tailProbability(tail, -Math.log(p))
      expect(told).toBeGreaterThan(0.7 * p)
      expect(told).toBeLessThan(p ** 0.85)
    }
  })

  test('is not hidden by defects in a tenth of the columns before any is known', () => {
    const contaminated = [...bulk.slice(0, 3600), ...Array.from({ length: 400 }, () => 15 + 10 * random.uniform())]
    expect(tailProbability(firstTail(contaminated), 15)).toBeLessThan(1e-3)
  })

  test('is heavier where bulk is', () => {
    const heavy = bulk.map((score) => 2 * score)
    expect(tailProbability(fitTail(heavy), 20)).toBeGreaterThan(Math.exp(-10))
  })
})

describe('frames', () => {
  const ramp = picture(200, (x, y) => 1000 + 2 * x + 3 * y)

  test('another scale: a ramp stays one, and every pixel of the frame has its place', async () => {
    const { micrograph } = anyCrystal({ size: 400, cell: 48, motif: MOTIFS.centred, width: 6, seed: 1 })
    const frame = ownFrame(micrograph, periodic(await findLattice(micrograph)))
    // 48/√2 px from column to column, 17 wanted.
    expect(frame.scale).toBeCloseTo(48 / Math.SQRT2 / 17, 1)
    expect(frame.width).toBe(Math.floor(400 / frame.scale))
    const sampler = new Sampler(ramp, frame, 0)
    const read = sampler.read({ left: 10, top: 12, width: 3, height: 2 })
    expect(read).toHaveLength(6)
    read.forEach((value, k) => {
      const { x, y } = frame.place(10 + (k % 3), 12 + Math.floor(k / 3))
      expect(value).toBeCloseTo(1000 + 2 * x + 3 * y, 1)
    })
  })

  test('a model of one micrograph sees another one’s lattice where its own lay', { timeout: 60_000 }, async () => {
    const first = anyCrystal({ size: 400, cell: 24, motif: MOTIFS.centred, width: 3.4, seed: 1 }).micrograph
    const lattice = periodic(await findLattice(first))
    const learned = trainedOn(lattice, ownFrame(first, lattice), 0)
    const options = { size: 500, cell: 37, rotation: 31, angle: 92, motif: MOTIFS.centred, width: 5.2, seed: 2 }
    const second = anyCrystal(options).micrograph
    const other = periodic(await findLattice(second))
    const { frame, pedestal } = matchedFrame(second, other, learned, 'model')
    const again = trainedOn(other, frame, pedestal)
    // The same lattice: each vector of one is a whole-number combination of the other's, which are a quarter turn apart.
    const angle = (v: { x: number; y: number }) => ((Math.atan2(v.y, v.x) * 180) / Math.PI + 360) % 90
    const apart = Math.abs(angle(again.a) - angle(learned.a))
    expect(Math.min(apart, 90 - apart)).toBeLessThan(1)
    expect(Math.hypot(again.a.x, again.a.y)).toBeCloseTo(24, 0)
    expect(again.contrast).toBeCloseTo(learned.contrast, 5)
    expect(frame.scale).toBeCloseTo(37 / 24, 1)
  })

  test('a model of another crystal is refused', { timeout: 60_000 }, async () => {
    const square = anyCrystal({ size: 300, cell: 24, motif: MOTIFS.centred, width: 3.4, seed: 1 }).micrograph
    const oblique = anyCrystal({
      size: 300,
      cell: 24,
      angle: 110,
      ratio: 1.3,
      motif: MOTIFS.single,
      width: 3.4,
      seed: 2,
    })
    const lattice = periodic(await findLattice(square))
    const other = periodic(await findLattice(oblique.micrograph))
    const learned = trainedOn(lattice, ownFrame(square, lattice), 0)
    expect(() => matchedFrame(oblique.micrograph, other, learned, 'm.safetensors')).toThrow(
      /^m\.safetensors: it has learned another crystal .*train on the micrograph itself/,
    )
  })
})
