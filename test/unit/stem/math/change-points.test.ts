import { describe, expect, test } from 'vitest'
import { Random } from '../../../../src/nn'
import { Sequence } from '../../../../src/stem/math/change-points'

/** Values of one component whose noise has the given standard deviation. */
function sequence(values: readonly number[], deviation = 1): Sequence {
  const weights = values.map((value) => (Number.isNaN(value) ? 0 : 1 / deviation ** 2))
  return new Sequence([{ values: Float64Array.from(values), weights: Float64Array.from(weights) }])
}

/** Surely no chance: a difference of five standard deviations. */
const isSure = (chi2: number) => chi2 > 25

test('a contrast is the difference of weighted means over its standard deviation, times without a value left out', () => {
  const weights = Float64Array.of(1, 4, 0, 1)
  const { change, error, chi2 } = new Sequence([{ values: Float64Array.of(1, 2, NaN, 7), weights }]).contrast(
    { from: 0, to: 3 },
    { from: 3, to: 4 },
  )
  // Means 9/5 and 7, of weights 5 and 1.
  expect(change[0]).toBeCloseTo(5.2, 12)
  expect(error[0]).toBeCloseTo(Math.sqrt(1 / 5 + 1), 12)
  expect(chi2).toBeCloseTo(5.2 ** 2 / 1.2, 12)
})

test('the most unlike times are those of a search of all of them', () => {
  const random = new Random(4)
  const values = Array.from({ length: 14 }, (_, t) => random.normal() + (t >= 5 && t < 8 ? 2 : 0))
  const all = sequence(values)
  let best = 0
  for (let from = 0; from < 14; from++) {
    for (let to = from + 1; to <= 14; to++) {
      const inside = values.slice(from, to)
      const outside = [...values.slice(0, from), ...values.slice(to)]
      if (outside.length === 0) continue
      const mean = (some: number[]) => some.reduce((p, q) => p + q) / some.length
      const variance = 1 / inside.length + 1 / outside.length
      best = Math.max(best, (mean(inside) - mean(outside)) ** 2 / variance)
    }
  }
  expect(all.mostUnlike({ from: 0, to: 14 }).chi2).toBeCloseTo(best, 9)
})

describe('spans', () => {
  const starts = (values: readonly number[], deviation = 0.1) =>
    sequence(values, deviation)
      .spans(isSure)
      .map(({ from }) => from)

  test.each([
    ['nothing', [0, 0.1, -0.1, 0, 0.1, 0], [0]],
    ['a step', [0, 0, 0, 1, 1, 1], [0, 3]],
    ['a state that comes and goes', [0, 0, 1, 1, 1, 0, 0], [0, 2, 5]],
    ['a single time', [0, 0, 0, 1, 0, 0], [0, 3, 4]],
    ['the first time', [1, 0, 0, 0], [0, 1]],
    ['the last time', [0, 0, 0, 1], [0, 3]],
    ['three levels', [0, 0, 1, 1, 2, 2], [0, 2, 4]],
    ['what was not measured', [0, NaN, 0, 1, NaN, 1], [0, 3]],
  ])('are cut at %s', (_, values, expected) => {
    expect(starts(values)).toEqual(expected)
  })

  test('of two components are cut where either changes', () => {
    const course = (values: number[]) => {
      return { values: Float64Array.from(values), weights: new Float64Array(values.length).fill(100) }
    }
    const both = new Sequence([course([0, 0, 0, 0, 0, 0]), course([0, 0, 0, 0, 1, 1])])
    expect(both.spans(isSure).map(({ from }) => from)).toEqual([0, 4])
  })

  test('without some times are those of the others', () => {
    const blip = sequence([0, 0, 5, 0, 0], 0.1).without(new Set([2]))
    expect(blip.spans(isSure)).toEqual([{ from: 0, to: 5 }])
    expect(blip.mean({ from: 0, to: 5 })).toEqual([0])
  })
})
