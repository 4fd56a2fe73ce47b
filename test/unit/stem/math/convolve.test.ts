import { describe, expect, test } from 'vitest'
import { Random } from '../../../../src/nn'
import type { Edge } from '../../../../src/stem/math/convolve'
import { blur, blurred, gaussianKernel, meanAround } from '../../../../src/stem/math/convolve'

const SIZES = [
  { width: 13, height: 9 },
  { width: 5, height: 3 },
  { width: 1, height: 7 },
]

function noise({ width, height }: { width: number; height: number }): Float32Array {
  const random = new Random(1)
  return Float32Array.from({ length: width * height }, () => random.normal())
}

/** Where a place beyond an edge is read. */
const at = (i: number, length: number, edge: Edge) =>
  edge === 'periodic' ? ((i % length) + length) % length : Math.min(Math.max(i, 0), length - 1)

describe.each(SIZES)('$width × $height', ({ width, height }) => {
  const image = noise({ width, height })
  const radius = 4
  const kernel = gaussianKernel(1.5, radius)

  test.each<Edge>(['repeated', 'periodic'])('a blur is the sum over the kernel, its edge %s', (edge) => {
    const found = blurred(image, { width, height }, kernel, edge)
    found.forEach((value, n) => {
      let sum = 0
      for (let v = -radius; v <= radius; v++) {
        for (let u = -radius; u <= radius; u++) {
          const [x, y] = [at((n % width) + u, width, edge), at(Math.floor(n / width) + v, height, edge)]
          sum += kernel[v + radius] * kernel[u + radius] * image[y * width + x]
        }
      }
      expect(value).toBeCloseTo(sum, 12)
    })
  })

  test('an image can be blurred in its place', () => {
    const own = image.slice()
    blur({ image: own, out: own }, { width, height }, kernel, 'repeated')
    expect(own).toEqual(Float32Array.from(blurred(image, { width, height }, kernel, 'repeated')))
  })

  test.each([2, 20])('the mean around a pixel is that of what there is within %i', (reach) => {
    meanAround(image, { width, height }, reach).forEach((value, n) => {
      const [x, y] = [n % width, Math.floor(n / width)]
      const near = Array.from(image).filter(
        (_, m) => Math.abs((m % width) - x) <= reach && Math.abs(Math.floor(m / width) - y) <= reach,
      )
      // Single precision.
      expect(value).toBeCloseTo(near.reduce((sum, one) => sum + one, 0) / near.length, 5)
    })
  })
})
