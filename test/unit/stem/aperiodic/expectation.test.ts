import { describe, expect, it } from 'vitest'
import { Random } from '../../../../src/nn'
import { learnedExpectation } from '../../../../src/stem/aperiodic/expectation'
import type { LearnedSurroundings } from '../../../../src/stem/aperiodic/learned'
import type { Ordered } from '../../../../src/stem/aperiodic/order'

const SIDE = 64
const random = new Random(1)
const normal = () => Float32Array.from({ length: SIDE * SIDE }, () => random.normal())
const [truth, first, second] = [normal(), normal(), normal()]
const sum = (...terms: [number, Float32Array][]) =>
  truth.map((_, at) => terms.reduce((total, [factor, values]) => total + factor * values[at], 0))

/** What is expected where linear least squares and a VAE say these of one picture; both nothing of its first pixel. */
async function expectation(linear: Float32Array, vae: Float32Array) {
  linear[0] = vae[0] = NaN
  const picture = { data: truth, width: SIDE, height: SIDE, step: 1, radius: 4.5 }
  const ordered: Ordered = { picture, isDark: false, prediction: linear, explained: 0.5 }
  const learned = { predict: () => Promise.resolve(vae) } as unknown as LearnedSurroundings
  return learnedExpectation(ordered, learned, {})
}

describe('what linear least squares and a VAE expect together', () => {
  it('is weighed by what each explains', async () => {
    // Two that are off by independent errors of one size count alike.
    const { weights, explained } = await expectation(sum([1, truth], [1, first]), sum([1, truth], [1, second]))
    expect(weights.linear).toBeCloseTo(1 / 3, 1)
    expect(weights.vae).toBeCloseTo(1 / 3, 1)
    expect(explained).toBeCloseTo(2 / 3, 1)
  })

  it('is that of the VAE where linear least squares add nothing, and theirs where it does', async () => {
    const sure = await expectation(sum([1, truth], [-0.5, first]), sum([1, truth], [-0.4, first]))
    expect(sure.weights.linear).toBe(0)
    const useless = await expectation(sum([1, truth], [0.1, first]), sum([-1, truth], [1, second]))
    expect(useless.weights).toEqual({ linear: 1, vae: 0 })
  })
})
