import { describe, expect, it } from 'vitest'
import { functional as F } from '../../src/nn'
import { temporary, testEngine } from '../support/engine'
import { checkOperation } from '../support/gradient'
import { linear, linearGradients, randomArray, relu, reluGradient } from '../support/reference'
import { ofLargest } from '../support/reference-error'

const engine = await testEngine()

// Sums of at most 2048 products: √2048 random roundings of 2⁻²⁴ are 3·10⁻⁶ of a typical sum.
const close = ofLargest(1e-5)

interface Case {
  batch: number
  features: [inputs: number, outputs: number]
}

const cases: Case[] = [
  { batch: 1, features: [1, 1] },
  { batch: 5, features: [1, 3] },
  { batch: 1, features: [3, 20] },
  { batch: 33, features: [20, 3] },
  { batch: 2, features: [20, 2048] },
  { batch: 5, features: [2048, 40] },
  { batch: 1, features: [2048, 1] },
]

for (const fused of [false, true]) {
  describe(fused ? 'linear with its ReLU in the same kernel' : 'linear', () => {
    for (const { batch, features } of cases)
      it(`${batch} × ${features.join(' → ')}`, () => {
        const [ins, outs] = features
        const inputs = [
          { data: randomArray(1, batch * ins), shape: [batch, ins] },
          { data: randomArray(2, ins * outs), shape: [ins, outs] },
          { data: randomArray(3, outs), shape: [outs] },
        ]
        const forward = ([x, w, b]: readonly Float64Array[]) => (fused ? relu(linear(x, w, b)) : linear(x, w, b))
        return checkOperation(
          engine,
          inputs,
          {
            device: ([x, w, b]) => [F.linear(x, w, b, { relu: fused })],
            forward: (values) => [forward(values)],
            gradient: (values, [dy]) => {
              const incoming = fused ? reluGradient(dy, forward(values)) : dy
              const { dx, dw, db } = linearGradients(values[0], values[1], incoming, outs)
              return [dx, dw, db]
            },
          },
          { forward: close, gradient: close },
        )
      })
  })
}

it('takes an image as a row of its pixels', async () => {
  const x = randomArray(1, 2 * 3 * 5 * 4)
  const weight = randomArray(2, 60 * 8)
  const y = F.linear(temporary(engine, x, [2, 3, 5, 4]), temporary(engine, weight, [60, 8]), null)
  expect(y.shape).toEqual([2, 8])
  close(await y.data(), linear(x, weight, new Float64Array(8)), 'output')
})

it('refuses a weight for another number of features', () => {
  const x = temporary(engine, new Float32Array(6), [2, 3])
  const weight = temporary(engine, new Float32Array(8), [4, 2])
  expect(() => F.linear(x, weight, null)).toThrow(
    'linear: rows of [2, 3] and the weight [4, 2] do not fit: 3 features a row, the weight takes 4',
  )
})
