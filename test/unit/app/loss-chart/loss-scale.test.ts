import { expect, test } from 'vitest'
import { lossScale } from '../../../../src/app/loss-chart/loss-scale'

test('losses above zero lie on a logarithmic axis, so equal factors are equal distances', () => {
  const y = lossScale([1000, 10, 100], 108, 8)
  expect(y(10) - y(100)).toBeCloseTo(y(100) - y(1000), 12)
  expect(y(10)).toBeLessThan(108)
  expect(y(1000)).toBeGreaterThan(8)
})

test('a loss below zero makes the axis linear, with round values at its ends', () => {
  const y = lossScale([31, -10, 10], 108, 8)
  expect(y(-10) - y(10)).toBeCloseTo(y(10) - y(30), 12)
  expect(y.domain()).toEqual([-10, 35])
})

test.each([[[5, 5]], [[-5]], [[0]]])('losses that are all equal, %j, lie well within the chart', (losses) => {
  const at = lossScale(losses, 108, 8)(losses[0])
  expect(at).toBeGreaterThan(8 + 25)
  expect(at).toBeLessThan(108 - 25)
})
