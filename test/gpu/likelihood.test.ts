import { describe, expect, it } from 'vitest'
import type { Likelihood } from '../../src/kernels'
import { functional as F } from '../../src/nn'
import { temporary, testEngine } from '../support/engine'
import { checkOperation } from '../support/gradient'
import { randomArray, sigmoid } from '../support/reference'
import { ULP, within } from '../support/reference-error'

const engine = await testEngine()

const shapes = [
  [1, 1, 1, 1],
  [1, 5, 7, 3],
  [3, 11, 13, 1],
  [16, 9, 7, 8],
]

/** −log p(x | prediction) of one pixel, and its derivative. */
const densities = {
  bernoulli: {
    loss: (l: number, x: number) => Math.max(l, 0) - l * x + Math.log1p(Math.exp(-Math.abs(l))),
    slope: (l: number, x: number) => sigmoid(l) - x,
  },
  gaussian: {
    loss: (l: number, x: number, sigma: number) => 0.5 * ((l - x) / sigma) ** 2,
    slope: (l: number, x: number, sigma: number) => (l - x) / sigma ** 2,
  },
}

function check(
  likelihood: Likelihood,
  prediction: Float64Array,
  x: Float64Array,
  shape: readonly number[],
): Promise<void> {
  const sigma = likelihood.kind === 'gaussian' ? likelihood.sigma : 1
  const { loss, slope } = densities[likelihood.kind]
  const batch = shape[0]
  // A term is a few roundings of numbers like the logit, or the logarithm of 1 … 2, which WGSL gives to 2⁻²¹; the
  // kernel adds 128 terms in turn, then the partial sums 256 at a time.
  const roundings = (128 + 256) * 2 ** -24
  const magnitude = prediction.reduce((sum, l, i) => sum + Math.abs(loss(l, x[i], sigma)) + Math.abs(l), 0) / batch
  const bound = roundings * magnitude + (x.length * 2 ** -21) / batch
  return checkOperation(
    engine,
    [{ data: prediction, shape }],
    {
      device: ([tensor]) => [F.reconstructionLoss(tensor, temporary(engine, x, shape), likelihood)],
      forward: ([values]) => [Float64Array.of(values.reduce((sum, l, i) => sum + loss(l, x[i], sigma), 0) / batch)],
      gradient: ([values], [dy]) => [values.map((l, i) => (dy[0] / batch) * slope(l, x[i], sigma))],
    },
    {
      forward: within(() => bound),
      // e^−|l| is within 3 + 2|l| units of itself, and matters only while it is not small; a difference of numbers up to 1
      // (of l and x: up to 2 / σ²), then three products.
      gradient: within((dx) => 4 * ULP * Math.abs(dx) + (8 * ULP) / (sigma ** 2 * batch)),
    },
  )
}

const likelihoods: [string, Likelihood][] = [
  ['bernoulli', { kind: 'bernoulli' }],
  ['gaussian, σ = 1', { kind: 'gaussian', sigma: 1 }],
  ['gaussian, σ = 0.03', { kind: 'gaussian', sigma: 0.03 }],
]

for (const [name, likelihood] of likelihoods) {
  describe(`reconstruction loss, ${name}`, () => {
    for (const shape of shapes)
      it(`[${shape.join(', ')}]`, () => {
        const length = shape.reduce((a, b) => a * b)
        const x = randomArray(2, length).map((value) => Math.fround(Math.abs(value)))
        return check(likelihood, randomArray(1, length, likelihood.kind === 'bernoulli' ? 4 : 1), x, shape)
      })
  })
}

describe('reconstruction loss at large logits', () => {
  // e^80 is a float32 yet, e^100 is none.
  const logits = Float64Array.of(-100, -80, -80, -80, -20, 0, 20, 80, 80, 80, 100)
  const x = Float64Array.of(0.5, 0, 0.5, 1, 0.25, 0.5, 0.75, 0, 0.5, 1, 0.5)

  it('neither overflows nor loses the small side', () => check({ kind: 'bernoulli' }, logits, x, [1, logits.length]))

  it('is the logit itself where the pixel is certain and wrong', async () => {
    const loss = F.bceWithLogits(temporary(engine, [80, -80], [2, 1]), temporary(engine, [0, 1], [2, 1]))
    expect(await loss.item()).toBe(80)
  })
})

it('refuses an image of another size', () => {
  const prediction = temporary(engine, new Float32Array(4), [1, 4])
  expect(() => F.bceWithLogits(prediction, temporary(engine, new Float32Array(5), [1, 5]))).toThrow(RangeError)
})
