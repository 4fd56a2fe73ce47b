import { expect, it } from 'vitest'
import { sourceBlur } from '../../../src/physics'

it('a source spreads a point by its σ, and takes nothing away', () => {
  const [width, height, sigma] = [40, 30, 2]
  const point = new Float64Array(width * height)
  point[15 * width + 20] = 1
  const blurred = sourceBlur(point, { width, height }, sigma, false)
  const sum = blurred.reduce((total, value) => total + value, 0)
  expect(sum).toBeCloseTo(1, 12)
  const variance = blurred.reduce((total, value, at) => total + value * ((at % width) - 20) ** 2, 0)
  // Cut off at 4 σ: 1 part in 1000 of the variance.
  expect(variance / sigma ** 2).toBeCloseTo(1, 2)
})

it('goes on beyond the edges as it began, or as it ends', () => {
  const image = [1, 0, 0, 0, 0, 0]
  const size = { width: 6, height: 1 }
  expect(sourceBlur(image, size, 0.5, true)[5]).toBeGreaterThan(0.1)
  expect(sourceBlur(image, size, 0.5, false)[5]).toBe(0)
  expect([...sourceBlur(image, size, 0, true)]).toEqual(image)
})
