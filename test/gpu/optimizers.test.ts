import { describe, expect, it } from 'vitest'
import torch from '../fixtures/torch_layers.json'
import type { Module, Optimizer, Parameter } from '../../src/nn'
import { Adam, AdamW, backward, clipGradNorm, compile, functional as F, SGD } from '../../src/nn'
import { CosineAnnealingLR, LinearLR, SequentialLR, StepLR } from '../../src/nn'
import { temporary, testEngine } from '../support/engine'
import { Vectors } from '../support/engine-vectors'
import { within } from '../support/reference-error'
import { numbers } from '../support/torch'

const engine = await testEngine()

type Any = Optimizer<{ lr: number }>

/** L = Σ g·w, of which the gradient is g. */
const lossOf = (parameters: readonly Parameter[], gradient: (k: number, length: number) => ArrayLike<number>) =>
  parameters
    .map((w, k) => F.sum(F.multiply(w, temporary(engine, Array.from(gradient(k, w.size)), w.shape))))
    .reduce((a, b) => F.add(a, b))

const bits = async (parameter: Parameter) => new Uint32Array((await parameter.data()).buffer)

/** What `work` makes of five vectors of which the lengths leave gaps in the arena. */
async function withModel<T>(work: (parameters: Parameter[], model: Module) => Promise<T>): Promise<T> {
  const model = new Vectors([1, 3, 65, 128, 5].map((length, k) => numbers(20 + k, length))).to(engine)
  try {
    return await work(model.parameters(), model)
  } finally {
    model.release()
  }
}

// A step's length has two dozen roundings, the weight one.
const close = within((weight) => 6 * 2 ** -24 * (2.4 + Math.abs(weight)) + 1e-7)

describe('against PyTorch', () => {
  const optimisers: Record<keyof typeof torch.optimisers, (parameters: Parameter[]) => Any> = {
    SGD: (p) => new SGD(p, { lr: 0.1 }),
    momentum: (p) => new SGD(p, { lr: 0.1, momentum: 0.9, weightDecay: 0.05 }),
    Nesterov: (p) => new SGD(p, { lr: 0.1, momentum: 0.9, nesterov: true }),
    Adam: (p) => new Adam(p, { lr: 0.1, weightDecay: 0.05 }),
    AdamW: (p) => new AdamW(p, { lr: 0.1, weightDecay: 0.2 }),
    clipped: (p) => new SGD(p, { lr: 0.1 }),
  }

  it.each(Object.entries(optimisers))('%s', async (name, make) => {
    const expected = torch.optimisers[name as keyof typeof torch.optimisers]
    const model = new Vectors([numbers(7, 5)]).to(engine)
    const parameters = model.parameters()
    const optimiser = make(parameters)
    for (let step = 0; step < 6; step++) {
      backward(lossOf(parameters, () => numbers(100 + step, 5)))
      if (name === 'clipped') {
        const norm = clipGradNorm(parameters, 1.1)
        close(await norm.data(), [expected.norms[step]], 'norm')
      }
      optimiser.step()
    }
    close(await parameters[0].data(), expected.weights, 'weights')
    optimiser.release()
    model.release()
  })

  const schedules = {
    StepLR: (o: Any) => new StepLR(o, 3, 0.5),
    CosineAnnealingLR: (o: Any) => new CosineAnnealingLR(o, 8, 0.01),
    LinearLR: (o: Any) => new LinearLR(o, 0.25, 1, 5),
    SequentialLR: (o: Any) => new SequentialLR(o, [new LinearLR(o, 0.1, 1, 4), new CosineAnnealingLR(o, 8)], [4]),
  }

  it.each(Object.entries(schedules))('%s', async (name, make) => {
    await withModel(async (parameters) => {
      const optimiser = new SGD(parameters, { lr: 0.4 })
      const schedule = make(optimiser)
      const expected = torch.schedules[name as keyof typeof torch.schedules]
      const rates = expected.map(() => {
        const [{ lr }] = optimiser.paramGroups
        schedule.step()
        return lr
      })
      rates.forEach((rate, k) => expect(rate).toBeCloseTo(expected[k], 12))
      optimiser.release()
      return Promise.resolve()
    })
  })
})

describe('parameters that are not trained', () => {
  it('keep their bits when frozen, and the others go as if alone', () =>
    withModel(async (parameters) => {
      const before = await Promise.all(parameters.map(bits))
      const adam = new Adam(parameters, { lr: 0.1 })
      // One step fills the frozen parameter's place with a gradient that must not be used again.
      backward(lossOf(parameters, (k, n) => numbers(40 + k, n)))
      parameters[2].requiresGrad = false
      for (let step = 0; step < 3; step++) {
        backward(lossOf(parameters, (k, n) => numbers(50 + step + k, n)))
        adam.step()
      }
      for (const [k, parameter] of parameters.entries()) {
        if (k === 2) expect(await bits(parameter)).toEqual(before[k])
        else expect(await bits(parameter)).not.toEqual(before[k])
      }
      adam.release()
    }))

  it('keep their bits when the optimiser was not given them', () =>
    withModel(async (parameters) => {
      const before = await Promise.all(parameters.map(bits))
      const adam = new Adam(parameters.slice(1), { lr: 0.1 })
      backward(lossOf(parameters, (k, n) => numbers(50 + k, n)))
      adam.step()
      expect(await bits(parameters[0])).toEqual(before[0])
      for (const k of [1, 2, 3, 4]) expect(await bits(parameters[k])).not.toEqual(before[k])
      adam.release()
    }))

  it('keep their bits when the loss does not reach them, though an earlier one did', () =>
    withModel(async (parameters) => {
      backward(lossOf(parameters, (k, n) => numbers(50 + k, n)))
      const before = await Promise.all(parameters.map(bits))
      const sgd = new SGD(parameters, { lr: 0.1 })
      backward(lossOf(parameters.slice(0, 2), (k, n) => numbers(50 + k, n)))
      sgd.step()
      for (const k of [0, 1]) expect(await bits(parameters[k])).not.toEqual(before[k])
      for (const k of [2, 3, 4]) expect(await bits(parameters[k])).toEqual(before[k])
      sgd.release()
    }))

  it('are all of them before backward: a step is refused', () =>
    withModel((parameters) => {
      const adam = new Adam(parameters)
      expect(() => adam.step()).toThrow('call backward(loss) before step()')
      adam.release()
      return Promise.resolve()
    }))
})

it('groups have options of their own, and take one from the optimiser where they have none', () =>
  withModel(async (parameters) => {
    const before = await Promise.all(parameters.map((parameter) => parameter.data()))
    const groups = [{ params: [parameters[0], parameters[3]], lr: 0.5 }, { params: parameters.slice(1, 3) }]
    const sgd = new SGD(groups, { lr: 0.25 })
    backward(lossOf(parameters, (_, n) => new Float32Array(n).fill(1)))
    sgd.step()
    for (const [k, lr] of [0.5, 0.25, 0.25, 0.5, 0].entries()) {
      close(
        await parameters[k].data(),
        before[k].map((value) => value - lr),
        `parameter ${k}`,
      )
    }
    sgd.release()
  }))

it('the parameters of two models go into one optimiser, which is gone on with on another device', async () => {
  const models = [new Vectors([[1, 2]]).to(engine), new Vectors([[3], [4, 5]]).to(engine)]
  const parameters = models.flatMap((model) => model.parameters())
  const train = (optimiser: Any, from: number, to: number) => {
    for (let step = from; step < to; step++) {
      backward(lossOf(parameters, (k, n) => numbers(10 * step + k, n)))
      optimiser.step()
    }
  }
  const adam = new Adam(parameters, { lr: 0.1 })
  train(adam, 0, 2)
  const state = await adam.state()
  train(adam, 2, 4)
  const expected = await Promise.all(parameters.map(bits))
  const other = new Adam(parameters, { lr: 0.1 })
  other.load(state)
  train(other, 2, 4)
  expect(await Promise.all(parameters.map(bits))).toEqual(expected)
  for (const optimiser of [adam, other]) optimiser.release()
  for (const model of models) model.release()
})

describe('gradient accumulation', () => {
  it('adds up the gradients of several calls, those of parameters that only some of them reach too', () =>
    withModel(async (parameters) => {
      const sgd = new SGD(parameters)
      // What an earlier step left is gone.
      backward(lossOf(parameters, (k, n) => numbers(90 + k, n)))
      for (let repeat = 0; repeat < 2; repeat++) {
        sgd.zeroGrad()
        backward(
          lossOf(parameters, (k, n) => numbers(30 + k, n)),
          { accumulate: true },
        )
        backward(
          lossOf(parameters.slice(1, 3), (k, n) => numbers(60 + k, n)),
          { accumulate: true },
        )
      }
      for (const [k, parameter] of parameters.entries()) {
        const [a, b] = [numbers(30 + k, parameter.size), numbers(59 + k, parameter.size)]
        const expected = k === 1 || k === 2 ? a.map((value, i) => value + b[i]) : a
        close(await parameter.grad!.data(), expected, `gradient ${k}`)
      }
      sgd.release()
    }))

  it('replays in a compiled step', () =>
    withModel(async (parameters) => {
      const sgd = new SGD(parameters)
      const gradient = numbers(3, 3)
      const step = await compile(engine, () => {
        sgd.zeroGrad()
        const losses = [0, 1].map(() => lossOf([parameters[1]], () => gradient))
        for (const loss of losses) backward(loss, { accumulate: true })
        return { loss: losses[0] }
      })
      for (let run = 0; run < 3; run++) step.run()
      close(
        await engine.read(parameters[1].gradientStorage),
        gradient.map((value) => 2 * value),
        'gradient',
      )
      step.free()
      sgd.release()
    }))
})

it('clipGradNorm leaves shorter gradients as they are, and shortens longer ones to the limit over all parameters', () =>
  withModel(async (parameters) => {
    const gradient = (k: number, n: number) => numbers(30 + k, n)
    const all = parameters.flatMap((parameter, k) => Array.from(gradient(k, parameter.size)))
    const norm = Math.hypot(...all)
    backward(lossOf(parameters, gradient))
    within(() => 1e-5)(await clipGradNorm(parameters, 100).data(), [norm], 'norm')
    close(await parameters[2].grad!.data(), gradient(2, 65), 'untouched')
    clipGradNorm(parameters, 2)
    for (const [k, parameter] of parameters.entries()) {
      const expected = gradient(k, parameter.size).map((value) => (value * 2) / norm)
      within(() => 1e-6)(await parameter.grad!.data(), expected, `gradient ${k}`)
    }
  }))
