import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/nn'

const COUNT = 100_000

const draw = (seed: number, one: (random: Random) => number) => {
  const random = new Random(seed)
  return Float64Array.from({ length: COUNT }, () => one(random))
}

const mean = (values: Float64Array, f: (value: number, i: number) => number = (v) => v) =>
  values.reduce((sum, value, i) => sum + f(value, i), 0) / values.length

describe('Random', () => {
  it('is MurmurHash3’s finaliser: its hashes of nothing, under the seed that the first step adds to', () => {
    const hashOfNothing = (seed: number) => new Random(seed - 0x9e3779b9).bits()
    expect(hashOfNothing(0)).toBe(0)
    expect(hashOfNothing(1)).toBe(0x514e28b7)
    expect(hashOfNothing(0xffffffff)).toBe(0x81f16f39)
  })

  it('gives the same numbers for the same seed, others for another', () => {
    const bits = (seed: number) =>
      Array.from(
        { length: 5 },
        (
          (random) => () =>
            random.bits()
        )(new Random(seed)),
      )
    expect(bits(3)).toEqual(bits(3))
    expect(bits(3)).not.toEqual(bits(4))
    expect(bits(-1)).toEqual(bits(2 ** 32 - 1))
  })

  it('is uniform: four standard errors of the mean, the variance and the covariance of neighbours', () => {
    const values = draw(1, (random) => random.uniform())
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true)
    expect(Math.abs(mean(values) - 1 / 2)).toBeLessThan(4 / Math.sqrt(12 * COUNT))
    expect(Math.abs(mean(values, (v) => (v - 1 / 2) ** 2) - 1 / 12)).toBeLessThan(4 / Math.sqrt(180 * COUNT))
    const covariance = mean(values, (v, i) => (v - 1 / 2) * (values[(i + 1) % COUNT] - 1 / 2))
    expect(Math.abs(covariance)).toBeLessThan(4 / 12 / Math.sqrt(COUNT))
  })

  it('stays within the bounds it is given', () => {
    const values = draw(2, (random) => random.uniform(-3, -1))
    expect(values.every((value) => value >= -3 && value < -1)).toBe(true)
  })

  it('is normal: four standard errors of the first four moments', () => {
    const values = draw(3, (random) => random.normal())
    expect(values.every(Number.isFinite)).toBe(true)
    const bound = (variance: number) => 4 * Math.sqrt(variance / COUNT)
    expect(Math.abs(mean(values))).toBeLessThan(bound(1))
    expect(Math.abs(mean(values, (v) => v ** 2) - 1)).toBeLessThan(bound(2))
    expect(Math.abs(mean(values, (v) => v ** 3))).toBeLessThan(bound(15))
    expect(Math.abs(mean(values, (v) => v ** 4) - 3)).toBeLessThan(bound(96))
  })

  it('gives whole numbers below n, each as often as the others', () => {
    const values = draw(4, (random) => random.integer(7))
    const counts = new Float64Array(7)
    for (const value of values) counts[value]++
    const chiSquare = counts.reduce((sum, count) => sum + (count - COUNT / 7) ** 2 / (COUNT / 7), 0)
    // Six degrees of freedom: 22.5 is passed once in a thousand.
    expect(chiSquare).toBeLessThan(22.5)
  })

  it('permutes: every number once, and every one of the orders of three as often', () => {
    const order = new Random(5).permutation(1000)
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i))
    const random = new Random(6)
    const counts = new Map<string, number>()
    for (let i = 0; i < 6000; i++) {
      const key = random.permutation(3).join()
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    // Binomial, 6000 at 1/6: a standard deviation of 29.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(4 * 29)
    expect([...new Random(7).permutation(0)]).toEqual([])
  })
})
