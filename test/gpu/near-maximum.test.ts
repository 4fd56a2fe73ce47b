import { describe, expect, it } from 'vitest'
import type { StackShape } from '../../src/kernels'
import { nearMaximum } from '../../src/kernels'
import { nearMaximumOnHost } from '../../src/stem/paper/near-maximum-on-host'
import { temporary, testEngine } from '../support/engine'
import { randomArray } from '../support/reference'

const engine = await testEngine()

interface Statistic {
  mean: number
  x: number
  y: number
  largest: number
}

async function statistics(heat: Iterable<number>, shape: StackShape, halfWidth: number): Promise<Statistic[]> {
  const result = await engine.read(nearMaximum(engine, temporary(engine, heat, shape).storage, shape, halfWidth))
  return Array.from({ length: shape[0] }, (_, n) => {
    const [mean, x, y, largest] = result.subarray(4 * n, 4 * n + 4)
    return { mean, x, y, largest }
  })
}

/** One image of zeros but for the given pixels. */
function image(h: number, w: number, pixels: [y: number, x: number, value: number][]): Float64Array {
  const heat = new Float64Array(h * w)
  for (const [y, x, value] of pixels) heat[y * w + x] = value
  return heat
}

function reference(heat: Float64Array, h: number, w: number, halfWidth: number): Statistic {
  let peak = 0
  heat.forEach((value, i) => {
    if (Math.abs(value) > Math.abs(heat[peak])) peak = i
  })
  const [y, x] = [Math.floor(peak / w), peak % w]
  const window: number[] = []
  for (let row = Math.max(0, y - halfWidth); row <= Math.min(h - 1, y + halfWidth); row++)
    for (let column = Math.max(0, x - halfWidth); column <= Math.min(w - 1, x + halfWidth); column++)
      window.push(heat[row * w + column])
  return { mean: window.reduce((a, b) => a + b) / window.length, x, y, largest: Math.abs(heat[peak]) }
}

describe('nearMaximum against float64', () => {
  const cases: { shape: StackShape; halfWidth: number }[] = [
    { shape: [5, 64, 64], halfWidth: 6 },
    { shape: [70, 9, 13], halfWidth: 2 },
    { shape: [3, 13, 9], halfWidth: 0 },
    // A window larger than the image.
    { shape: [3, 5, 7], halfWidth: 6 },
    { shape: [2, 1, 1], halfWidth: 6 },
  ]

  for (const { shape, halfWidth } of cases)
    it(`${shape.join(' × ')}, ±${halfWidth}`, async () => {
      const [count, h, w] = shape
      const heat = randomArray(1, count * h * w)
      const actual = await statistics(heat, shape, halfWidth)
      for (const [n, { mean, ...place }] of actual.entries()) {
        const { mean: expected, ...expectedPlace } = reference(
          heat.subarray(n * h * w, (n + 1) * h * w),
          h,
          w,
          halfWidth,
        )
        expect(place).toEqual(expectedPlace)
        // At most 169 additions of numbers below 1, and a quotient.
        expect(Math.abs(mean - expected)).toBeLessThan(172 * 2 ** -24)
      }
    })

  it('is the statistic that the baselines compute on the host', async () => {
    const [count, size] = [4, 16]
    const data = Float32Array.from(randomArray(2, count * size * size))
    const host = nearMaximumOnHost({ data, count, size }, new Float32Array(data.length), {
      threshold: 0,
      halfWidth: 6,
      sigmas: 1.5,
    })
    const device = await statistics(data, [count, size, size], 6)
    device.forEach(({ mean }, n) => expect(Math.abs(mean - host[n])).toBeLessThan(172 * 2 ** -24))
  })
})

describe('nearMaximum, which maximum and which window', () => {
  const one = async (heat: Float64Array, h: number, w: number, halfWidth = 1) =>
    (await statistics(heat, [1, h, w], halfWidth))[0]

  it('takes the first of equal maxima, row by row', async () => {
    const pixels: [number, number, number][] = [
      [3, 1, 2],
      [1, 4, 2],
      [1, 2, -2],
      [4, 0, 2],
    ]
    expect(await one(image(5, 6, pixels), 5, 6)).toMatchObject({ x: 2, y: 1, largest: 2 })
  })

  it('sees a negative difference as well as a positive one, and keeps its sign in the mean', async () => {
    const heat = image(5, 5, [
      [2, 2, -9],
      [2, 3, 4.5],
      [0, 0, 8],
    ])
    expect(await one(heat, 5, 5)).toEqual({ mean: -0.5, x: 2, y: 2, largest: 9 })
  })

  it('divides by the pixels that a clipped window holds, at every edge and corner', async () => {
    const [h, w] = [7, 9]
    for (const y of [0, 3, h - 1])
      for (const x of [0, 4, w - 1]) {
        const rows = y === 3 ? 3 : 2
        const columns = x === 4 ? 3 : 2
        const { mean, ...place } = await one(image(h, w, [[y, x, 36]]), h, w)
        expect(place).toEqual({ x, y, largest: 36 })
        expect(mean).toBe(36 / (rows * columns))
      }
  })

  it('is zero for a heat map of zeros', async () => {
    expect(await one(new Float64Array(20), 4, 5)).toEqual({ mean: 0, x: 0, y: 0, largest: 0 })
  })

  it('keeps images apart', async () => {
    const heat = [...image(3, 3, [[2, 2, 1]]), ...new Float64Array(9), ...image(3, 3, [[0, 1, -4]])]
    expect((await statistics(heat, [3, 3, 3], 0)).map(({ mean }) => mean)).toEqual([1, 0, -4])
  })
})
