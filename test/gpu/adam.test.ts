import { describe, expect, it } from 'vitest'
import { Adam, backward, compile, functional as F } from '../../src/nn'
import { temporary, testEngine } from '../support/engine'
import { Vectors } from '../support/engine-vectors'
import { randomArray } from '../support/reference'
import { within } from '../support/reference-error'

const engine = await testEngine()

const STEPS = 20
/** Lengths that leave gaps of every kind between parameters in their arena. */
const LENGTHS = [1, 3, 65, 128]

interface Options {
  lr: number
  betas: readonly [number, number]
  eps: number
}

/** torch.optim.Adam's `_single_tensor_adam`, line by line, in float64. */
function referenceStep(
  state: { weight: Float64Array; first: Float64Array; second: Float64Array },
  gradient: Float64Array,
  step: number,
  { lr, betas: [beta1, beta2], eps }: Options,
): void {
  const stepSize = lr / (1 - beta1 ** step)
  const correction = Math.sqrt(1 - beta2 ** step)
  gradient.forEach((g, i) => {
    state.first[i] += (g - state.first[i]) * (1 - beta1)
    state.second[i] = state.second[i] * beta2 + (1 - beta2) * g * g
    state.weight[i] -= (stepSize * state.first[i]) / (Math.sqrt(state.second[i]) / correction + eps)
  })
}

/** Two dozen roundings in a step's length, which is about lr, and one in the weight; every step. */
const close = ({ lr }: Options) => within((weight) => STEPS * 2 ** -24 * (24 * lr + Math.abs(weight)))

const gradientOf = (step: number, k: number) => randomArray(1000 * step + k, LENGTHS[k])

describe('Adam', () => {
  const settings: [string, Options][] = [
    ['the defaults of PyTorch', { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8 }],
    // ε inside the root, or corrected with it, would show.
    ['an ε as large as the gradients', { lr: 1e-2, betas: [0.9, 0.999], eps: 0.1 }],
    ['other betas', { lr: 2e-3, betas: [0.5, 0.9], eps: 1e-7 }],
  ]

  for (const [name, options] of settings)
    it(`follows ${STEPS} steps of PyTorch's formula in float64, ${name}`, async () => {
      const initial = LENGTHS.map((length, k) => randomArray(k, length))
      const states = initial.map((weight) => ({
        weight: weight.slice(),
        first: new Float64Array(weight.length),
        second: new Float64Array(weight.length),
      }))
      const model = new Vectors(initial).to(engine)
      const adam = new Adam(model.parameters(), options)
      for (let step = 1; step <= STEPS; step++) {
        // dL/dw of L = Σ g·w is g.
        const terms = model.vectors.map((w, k) => F.sum(F.multiply(w, temporary(engine, gradientOf(step, k), w.shape))))
        backward(terms.reduce((a, b) => F.add(a, b)))
        adam.step()
        states.forEach((state, k) => referenceStep(state, gradientOf(step, k), step, options))
      }
      for (const [k, { weight }] of states.entries()) {
        close(options)(await model.vectors[k].data(), weight, `parameter ${k}`)
      }
      adam.release()
      model.release()
    })

  it('moves by the learning rate against a constant gradient, whatever its size', async () => {
    const gradient = [1e-6, -1e-3, 1, -1e6]
    const model = new Vectors([[1, 1, 1, 1]]).to(engine)
    const adam = new Adam(model.parameters(), { lr: 0.25, eps: 0 })
    for (let step = 0; step < 4; step++) {
      backward(F.sum(F.multiply(model.vectors[0], temporary(engine, gradient, [4]))))
      adam.step()
    }
    // The moments are sums of like terms, so their ratio is within a few units of ±1.
    within(() => 2 ** -20)(await model.vectors[0].data(), [0, 2, 0, 2], 'weight')
    adam.release()
    model.release()
  })

  it('counts its steps and reads its learning rate anew when a compiled step is replayed', async () => {
    const initial = randomArray(1, 8)
    const gradient = randomArray(2, 8)
    const options = { lr: 1e-2, betas: [0.9, 0.999], eps: 1e-8 } as const
    const state = { weight: initial.slice(), first: new Float64Array(8), second: new Float64Array(8) }
    const model = new Vectors([initial]).to(engine)
    const adam = new Adam(model.parameters(), options)
    const step = await compile(engine, () => {
      const loss = F.sum(F.multiply(model.vectors[0], temporary(engine, gradient, [8])))
      backward(loss)
      adam.step()
      return { loss }
    })
    for (let k = 1; k <= 10; k++) {
      adam.paramGroups[0].lr = options.lr / k
      step.run()
      referenceStep(state, gradient, k, { ...options, lr: options.lr / k })
    }
    close(options)(await model.vectors[0].data(), state.weight, 'weight')
    step.free()
    adam.release()
    model.release()
  })

  it('refuses no parameters, and one that is given twice', () => {
    const model = new Vectors([[1], [2]]).to(engine)
    const [a, b] = model.parameters()
    expect(() => new Adam([])).toThrow(RangeError)
    expect(() => new Adam([{ params: [a, b] }, { params: [a] }])).toThrow('twice')
    model.release()
  })
})
