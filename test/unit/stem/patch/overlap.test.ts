import { expect, test } from 'vitest'
import { Random } from '../../../../src/nn'
import { learnGeometry } from '../../../../src/stem/patch/columns'
import { holdOut } from '../../../../src/stem/patch/holdout'
import { fingerprints, orderAlongMicrograph, sharedColumns } from '../../../../src/stem/patch/overlap'
import { cut, draw, madeColumns } from '../../../support/made-columns'

const [width, height] = [420, 90]
const strip = draw(madeColumns(width, height, 7), width, height)
const random = new Random(5)
const places = Array.from({ length: 120 }, () => [random.integer(width - 63), random.integer(height - 63)] as const)
const patches = cut(strip, width, places)
const geometry = learnGeometry(patches.data, patches.count, 64)
const prints = fingerprints(patches, geometry)

test('columns seen twice are known again, others are not', () => {
  const again = cut(
    strip,
    width,
    Array.from({ length: 30 }, (_, i) => [7 * i, (3 * i) % 27] as const),
  )
  const elsewhere = cut(draw(madeColumns(width, height, 8), width, height), width, places.slice(0, 30))
  const shared = (set: typeof again) => sharedColumns(prints, fingerprints(set, geometry), set.count)
  expect(shared(again).columns).toBeGreaterThan(0.9)
  expect(shared(again).patches).toBe(1)
  expect(shared(elsewhere).columns).toBeLessThan(0.02)
})

test('a mirrored or transposed crop is known again', () => {
  const mirrored = { ...patches, data: patches.data.slice() }
  for (let n = 0; n < patches.count; n++) {
    for (let y = 0; y < 64; y++) {
      for (let x = 0; x < 64; x++) mirrored.data[n * 4096 + y * 64 + x] = patches.data[n * 4096 + x * 64 + 63 - y]
    }
  }
  expect(sharedColumns(prints, fingerprints(mirrored, geometry), patches.count).columns).toBeGreaterThan(0.95)
})

test('patches are ordered along their micrograph by what they share', () => {
  const order = orderAlongMicrograph(prints, patches.count)
  const x = order.map((n) => places[n][0])
  const rank = x.map((value) => x.filter((other) => other < value).length)
  const centre = (rank.length - 1) / 2
  const covariance = rank.reduce((sum, r, i) => sum + (r - centre) * (i - centre), 0)
  const variance = rank.reduce((sum, r) => sum + (r - centre) ** 2, 0)
  expect(Math.abs(covariance / variance)).toBeGreaterThan(0.95)
})

test('what is held out shares little with what is trained on', () => {
  const { training, calibration } = holdOut('strip', patches)
  expect([training.count, calibration.count]).toEqual([102, 18])
  const shared = sharedColumns(fingerprints(training, geometry), fingerprints(calibration, geometry), 18)
  const random = sharedColumns(
    fingerprints(cut(strip, width, places.slice(18)), geometry),
    fingerprints(cut(strip, width, places.slice(0, 18)), geometry),
    18,
  )
  expect(shared.columns).toBeLessThan(random.columns - 0.2)
})

test('few patches, and patches without columns, are split all the same', () => {
  const one = holdOut('one', cut(strip, width, [[0, 0]]))
  expect([one.training.count, one.calibration.count]).toEqual([1, 1])
  const flat = { data: new Float32Array(10 * 4096).fill(1), count: 10, size: 64 }
  const split = holdOut('flat', flat)
  expect(split.training.count + split.calibration.count).toBe(10)
})
