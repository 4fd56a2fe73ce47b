import { describe, expect, it } from 'vitest'
import type { StackShape } from '../../src/kernels'
import { gaussianBlur, heatMap, normalise } from '../../src/kernels'
import { temporary, testEngine } from '../support/engine'
import { randomArray } from '../support/reference'
import { exact, ULP, within } from '../support/reference-error'

const engine = await testEngine()

const stack = (data: Iterable<number>, shape: StackShape) => temporary(engine, data, shape).storage
const sizeOf = ([count, h, w]: StackShape) => count * h * w

describe('gaussianBlur', () => {
  /** SciPy's gaussian_filter(mode='nearest'), as a double sum over the window of each pixel. */
  function blur(x: Float64Array, [, h, w]: StackShape, sigma: number, truncate: number): Float64Array {
    const radius = Math.floor(truncate * sigma + 0.5)
    const offsets = Array.from({ length: 2 * radius + 1 }, (_, i) => i - radius)
    const weights = offsets.map((offset) => (sigma > 0 ? Math.exp(-(offset ** 2) / (2 * sigma ** 2)) : 1))
    const total = weights.reduce((a, b) => a + b)
    const clamp = (k: number, length: number) => Math.min(length - 1, Math.max(0, k))
    return x.map((_, at) => {
      const [image, row, column] = [Math.floor(at / (h * w)), Math.floor(at / w) % h, at % w]
      let sum = 0
      offsets.forEach((dy, j) =>
        offsets.forEach((dx, i) => {
          sum += weights[j] * weights[i] * x[(image * h + clamp(row + dy, h)) * w + clamp(column + dx, w)]
        }),
      )
      return sum / total ** 2
    })
  }

  const cases: { shape: StackShape; sigma: number; truncate?: number }[] = [
    { shape: [1, 32, 33], sigma: 2 },
    { shape: [3, 17, 9], sigma: 0.7 },
    { shape: [2, 9, 17], sigma: 1.5, truncate: 3 },
    // Narrower than the window is to one side: both edges repeat at once.
    { shape: [2, 5, 7], sigma: 2 },
    { shape: [2, 1, 9], sigma: 2 },
    { shape: [1, 9, 1], sigma: 3 },
    { shape: [1, 1, 1], sigma: 2 },
    // No wider than one pixel: the image itself.
    { shape: [2, 6, 5], sigma: 0.1 },
    { shape: [2, 6, 5], sigma: 0 },
  ]

  for (const { shape, sigma, truncate = 4 } of cases)
    it(`${shape.join(' × ')}, σ = ${sigma}, cut at ${truncate}σ`, async () => {
      const x = randomArray(1, sizeOf(shape))
      const y = gaussianBlur(engine, stack(x, shape), shape, { sigma, truncate })
      // Two passes of 2r + 1 products with positive weights that sum to 1: every product and every addition rounds once.
      const roundings = 2 * (2 * (2 * Math.floor(truncate * sigma + 0.5) + 1) + 1)
      within(() => roundings * 2 ** -24)(await engine.read(y), blur(x, shape, sigma, truncate), 'pixel')
    })

  it('keeps a constant image', async () => {
    const shape: StackShape = [1, 7, 7]
    const y = gaussianBlur(engine, stack(new Float64Array(49).fill(0.5), shape), shape, { sigma: 2 })
    within(() => 35 * 2 ** -24)(await engine.read(y), new Float64Array(49).fill(0.5), 'pixel')
  })
})

describe('normalise', () => {
  for (const shape of [
    [1, 1, 1],
    [3, 5, 7],
    [2, 64, 3],
    [5, 1, 65],
  ] as const)
    it(`${shape.join(' × ')}: each image by its own maximum`, async () => {
      const pixels = shape[1] * shape[2]
      // Every image in another range, and some pixels negative.
      const x = randomArray(1, sizeOf(shape)).map((value, i) =>
        Math.fround((value + 0.5) * 10 ** Math.floor(i / pixels)),
      )
      const maximum = (image: number) => Math.max(...x.subarray(image * pixels, (image + 1) * pixels))
      const expected = x.map((value, i) =>
        maximum(Math.floor(i / pixels)) > 0 ? value / maximum(Math.floor(i / pixels)) : 0,
      )
      // A quotient: 2½ units in the last place.
      const close = within((value) => 2.5 * ULP * Math.abs(value))
      close(await engine.read(normalise(engine, stack(x, shape), shape)), expected, 'pixel')
    })

  it('turns an image without a positive pixel into zeros, and leaves its neighbours alone', async () => {
    const x = [0, 0, 0, 0, -1, -2, -3, -4, 1, 2, 4, -4]
    const y = await engine.read(normalise(engine, stack(x, [3, 2, 2]), [3, 2, 2]))
    expect([...y]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0.25, 0.5, 1, -1])
  })

  it('has its maximum wherever it lies', async () => {
    const [h, w] = [3, 5]
    const x = new Float64Array(h * w * h * w).fill(1)
    for (let at = 0; at < h * w; at++) x[at * h * w + at] = 2
    const y = await engine.read(normalise(engine, stack(x, [h * w, h, w]), [h * w, h, w]))
    exact(
      y,
      x.map((value) => value / 2),
      'pixel',
    )
  })
})

describe('heatMap', () => {
  const map = async (x: number[], prediction: number[], threshold: number) => {
    const shape: StackShape = [1, 1, x.length]
    return [...(await engine.read(heatMap(engine, stack(x, shape), stack(prediction, shape), threshold)))]
  }

  it('keeps a difference that reaches the threshold, with its sign', async () => {
    const x = [0.25, -0.25, 0.5, -1, 3]
    expect(await map(x, [0, 0, 0.25, -0.5, 1], 0.25)).toEqual([0.25, -0.25, 0.25, -0.5, 2])
  })

  it('is zero below the threshold, however close', async () => {
    const below = 0.25 - 2 ** -26
    expect(await map([below, -below, 0, 1], [0, 0, 0, 1], 0.25)).toEqual([0, 0, 0, 0])
  })

  it('compares as float32 does', async () => {
    const x = randomArray(1, 1000).map((value) => Math.round(value * 20) / 20)
    const expected = x.map((value) => {
      const difference = Math.fround(Math.fround(value) - 0.5)
      return Math.abs(difference) >= Math.fround(0.2) ? difference : 0
    })
    exact(Float32Array.from(await map([...x], new Array<number>(1000).fill(0.5), 0.2)), expected, 'pixel')
  })
})
