import { expect, it } from 'vitest'
import { closeUp } from '../../../../src/app/comparison/close-up'
import { micrograph as made, result } from '../../../support/result'

it('a close-up shows what the model was given, what it said, and the column', () => {
  const { input, prediction, window, limit } = closeUp({ ...result(), scale: 0.25 }, made(), { x: 16, y: 8 })
  expect([input.width, input.height]).toEqual([16, 16])
  expect([window.left, window.top, window.side].map((value) => Number(value.toFixed(9)))).toEqual([2.1, 2.1, 12.8])
  // Blurred from −60 to 20, so that 100 is the height of a column: 1.25 of the range.
  expect(limit).toBeCloseTo(1.25, 9)
  expect([input.data[8], prediction.data[8]]).toEqual([0, 1])
})
