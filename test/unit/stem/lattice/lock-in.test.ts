import { expect, test } from 'vitest'
import { Random } from '../../../../src/nn'
import { lockIn } from '../../../../src/stem/lattice/lock-in'

test.each([40, 41, 42, 43])(
  'the wave around points of a grid is the windowed sum of the formula, %d rows',
  (height) => {
    const random = new Random(height)
    const width = 37
    const data = Float32Array.from({ length: width * height }, () => random.uniform())
    const grid = { columns: 4, rows: 5, origin: { x: 3, y: 2 }, step: { x: 9, y: 8 } }
    const [frequency, sigma] = [{ x: 0.13, y: -0.07 }, 4]
    const { re, im } = lockIn({ data, width, height }, frequency, grid, sigma)
    for (let row = 0; row < grid.rows; row++) {
      for (let column = 0; column < grid.columns; column++) {
        const [u, v] = [grid.origin.x + column * grid.step.x, grid.origin.y + row * grid.step.y]
        let [real, imaginary, total] = [0, 0, 0]
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            if (Math.abs(x - u) > 2.6 * sigma || Math.abs(y - v) > 2.6 * sigma) continue
            const weight = Math.exp(-0.5 * ((x - u) ** 2 + (y - v) ** 2) * sigma ** -2)
            const phase = -2 * Math.PI * (frequency.x * x + frequency.y * y)
            real += weight * data[y * width + x] * Math.cos(phase)
            imaginary += weight * data[y * width + x] * Math.sin(phase)
            total += weight
          }
        }
        expect(re[row * grid.columns + column]).toBeCloseTo(real / total, 5)
        expect(im[row * grid.columns + column]).toBeCloseTo(imaginary / total, 5)
      }
    }
  },
)
