import { expect, it } from 'vitest'
import { backward, functional as F } from '../../src/nn'
import torch from '../fixtures/torch_layers.json'
import { leaf, temporary, testEngine } from '../support/engine'
import { checkOperation } from '../support/gradient'
import { randomArray } from '../support/reference'
import { ULP, within } from '../support/reference-error'
import { numbers } from '../support/torch'

const engine = await testEngine()

/** −log N(x; mean, e^logvar) without its constant, and its derivatives. */
const loss = (mean: number, logvar: number, x: number) => 0.5 * (logvar + (x - mean) ** 2 * Math.exp(-logvar))
const slopes = (mean: number, logvar: number, x: number): [number, number] => [
  (mean - x) * Math.exp(-logvar),
  0.5 * (1 - (x - mean) ** 2 * Math.exp(-logvar)),
]

for (const [rows, n] of [
  [1, 1],
  [5, 3],
  [16, 9],
  [67, 6],
]) {
  it(`the likelihood of a predicted mean and variance, [${rows}, 2 · ${n}]`, () => {
    const target = randomArray(2, rows * n)
    const weight = randomArray(3, rows * n).map((value) => (value > 0.3 ? 0 : Math.fround(Math.abs(value))))
    const each = (stats: Float64Array, use: (at: number, mean: number, logvar: number) => void) => {
      for (let at = 0; at < target.length; at++) {
        const mean = Math.floor(at / n) * 2 * n + (at % n)
        use(at, mean, mean + n)
      }
      return stats
    }
    // A chunk adds up 32 terms, the partial sums 256 at a time; e^−logvar, of logvar up to 1, is within a few units of itself.
    const magnitude = target.reduce((sum, x) => sum + (Math.abs(x) + 1) ** 2 * Math.E, 0) / rows
    return checkOperation(
      engine,
      [{ data: randomArray(1, 2 * rows * n), shape: [rows, 2 * n] }],
      {
        device: ([stats]) => [
          F.heteroscedasticLoss(stats, temporary(engine, target, [rows, n]), temporary(engine, weight, [rows, n])),
        ],
        forward: ([stats]) => {
          let sum = 0
          each(stats, (at, mean, logvar) => (sum += weight[at] * loss(stats[mean], stats[logvar], target[at])))
          return [Float64Array.of(sum / rows)]
        },
        gradient: ([stats], [dy]) => {
          const out = new Float64Array(stats.length)
          each(stats, (at, mean, logvar) => {
            const [byMean, byLogvar] = slopes(stats[mean], stats[logvar], target[at])
            out[mean] = (dy[0] / rows) * weight[at] * byMean
            out[logvar] = (dy[0] / rows) * weight[at] * byLogvar
          })
          return [out]
        },
      },
      {
        forward: within(() => 32 * ULP * magnitude + 2 ** -21 * magnitude),
        gradient: within((dx) => 16 * ULP * Math.abs(dx) + (32 * ULP) / rows),
      },
    )
  })
}

it('agrees with PyTorch', async () => {
  const stats = leaf(engine, numbers(0, 24), [4, 6])
  const [target, weight] = [temporary(engine, numbers(1, 12), [4, 3]), temporary(engine, numbers(2, 12), [4, 3])]
  const y = F.heteroscedasticLoss(stats, target, weight)
  backward(F.multiply(y, temporary(engine, numbers(50, 1), [1])))
  const expected = torch.heteroscedastic
  expect(Math.abs((await y.item()) - expected.y[0])).toBeLessThan(1e-6)
  const gradient = await stats.grad!.data()
  expect(gradient).toHaveLength(expected.gradients[0].length)
  // Rounded to eight digits there, to 2⁻²⁴ of numbers near 1 here.
  gradient.forEach((value, at) => expect(Math.abs(value - expected.gradients[0][at])).toBeLessThan(1e-6))
})

it('refuses shapes that do not fit', () => {
  const of = (...shape: number[]) => temporary(engine, new Float32Array(shape.reduce((a, b) => a * b)), shape)
  expect(() => F.heteroscedasticLoss(of(2, 6), of(2, 3), of(2, 2))).toThrow(RangeError)
  expect(() => F.heteroscedasticLoss(of(2, 3), of(2, 3), of(2, 3))).toThrow(RangeError)
})
