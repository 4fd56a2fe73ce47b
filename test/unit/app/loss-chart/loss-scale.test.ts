import { expect, test } from 'vitest'
import { lossScale } from '../../../../src/app/loss-chart/loss-scale'

test('losses above zero lie on a logarithmic axis, so equal factors are equal distances', () => {
  const { place, marks } = lossScale([1000, 10, 100])
  expect(place(100) - place(10)).toBeCloseTo(place(1000) - place(100), 12)
  expect(marks).toEqual([10, 100, 1000])
})

test('a loss below zero makes the axis linear', () => {
  const { place, marks } = lossScale([30, -10, 10])
  expect(place(10) - place(-10)).toBeCloseTo(place(30) - place(10), 12)
  expect(marks).toEqual([0, 20])
})

test.each([[[5, 5]], [[-5]], [[0]]])('losses that are all equal, %j, lie within the chart', (losses) => {
  const { place } = lossScale(losses)
  expect(place(losses[0])).toBeGreaterThan(0)
  expect(place(losses[0])).toBeLessThan(1)
})
