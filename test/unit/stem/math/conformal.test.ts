import { describe, expect, test } from 'vitest'
import { Random } from '../../../../src/nn'
import * as C from '../../../../src/stem/math/conformal'
import { discoveries } from '../../../../src/stem/math/false-discovery'

const exponential = (random: Random) => -Math.log(1 - random.uniform())
const sample = (n: number, seed: number) => {
  const random = new Random(seed)
  return Array.from({ length: n }, () => exponential(random))
}

test('conformal p-values count held-out bulk as high, itself included', () => {
  const four = C.bulkScores([[3, 1, 4, 2]])
  expect([0, 2, 2.5, 5].map((score) => C.conformalPValue(four, score))).toEqual([1, 0.8, 0.6, 0.2])
})

test('bulk is an alarm only where no region has its like', () => {
  const two = C.bulkScores([
    [1, 2, 3, 4],
    [5, 6, 7, 8, 9],
  ])
  expect([0, 4.5, 10].map((score) => C.conformalPValue(two, score))).toEqual([1, 1, 0.2])
  expect(C.tailPValue(two, 4.5)).toBe(1)
  expect(C.isEnough(two, 0.19)).toBe(false)
})

test('false alarms stay at the rate asked', () => {
  const bulk = C.bulkScores([sample(999, 1)])
  const alarms = sample(4000, 2).filter((score) => C.conformalPValue(bulk, score) <= 0.05).length / 4000
  // 5 % ± 0.7 % of the test and ± 1.4 % of the calibration at two standard errors.
  expect(alarms).toBeGreaterThan(0.034)
  expect(alarms).toBeLessThan(0.066)
})

describe('the tail', () => {
  test('goes on as it falls', () => {
    const p = C.tailPValue(C.bulkScores([sample(5000, 3)]), 12)
    // exp(−12) = 6e-6; the tail is fitted to 100 values, so its rate is good to a tenth and the exponent to ±0.8.
    expect(Math.log(p)).toBeGreaterThan(-13.5)
    expect(Math.log(p)).toBeLessThan(-10.5)
  })

  test('falls with the score', () => {
    const bulk = C.bulkScores([sample(500, 5)])
    const ps = Array.from({ length: 40 }, (_, i) => C.tailPValue(bulk, i / 4))
    ps.slice(1).forEach((p, i) => expect(p).toBeLessThanOrEqual(ps[i] + 1e-12))
  })
})

test('says when there is too little bulk', () => {
  expect(C.isEnough(C.bulkScores([sample(98, 1)]), 0.01)).toBe(false)
  expect(C.isEnough(C.bulkScores([sample(99, 1)]), 0.01)).toBe(true)
  expect(C.enoughFor(0.01)).toBe(99)
})

test('Benjamini and Hochberg', () => {
  // With five p-values at 10 % the limits are 0.02, 0.04, 0.06, 0.08, 0.1; 0.035 passes the second, nothing later does.
  expect(discoveries([0.5, 0.001, 0.035, 0.09, 0.7], 0.1)).toEqual([false, true, true, false, false])
  expect(discoveries([0.5, 0.6], 0.1)).toEqual([false, false])
  expect(discoveries([], 0.1)).toEqual([])
})
