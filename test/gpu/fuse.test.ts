import { expect, it } from 'vitest'
import type { Tensor } from '../../src/nn'
import {
  Adam,
  backward,
  compile,
  Conv2d,
  ConvTranspose2d,
  functional as F,
  Random,
  ReLU,
  Sequential,
} from '../../src/nn'
import { temporary, testEngine } from '../support/engine'
import { randomArray } from '../support/reference'

const engine = await testEngine()

/** Gradients of all kinds: of rows that are whole vec4s and not, of one row and of many. */
function network(): Sequential {
  const init = { init: 'glorot', random: new Random(5) } as const
  return new Sequential(
    new Conv2d(1, 8, 3, { padding: 1, ...init }),
    new ReLU(),
    new Conv2d(8, 4, 4, { stride: 2, padding: 1, ...init }),
    new ReLU(),
    new ConvTranspose2d(4, 6, 4, { stride: 2, padding: 1, ...init }),
    new ReLU(),
    new ConvTranspose2d(6, 1, 3, { padding: 1, ...init }),
  ).to(engine)
}

async function trained(more: (loss: Tensor, model: Sequential) => Record<string, Tensor>) {
  const model = network()
  const adam = new Adam(model.parameters(), { lr: 0.01 })
  const x = temporary(engine, randomArray(1, 3 * 20 * 22), [3, 20, 22, 1])
  const step = await compile(engine, (): Record<string, Tensor> => {
    const loss = F.mean(F.square(model.forward(x)))
    backward(loss)
    adam.step()
    return { loss, ...more(loss, model) }
  })
  for (let i = 0; i < 3; i++) step.run()
  const outputs: Record<string, Float32Array> = {}
  for (const name of Object.keys(step.outputs)) outputs[name] = await step.read(name)
  const weights = await model.stateDict()
  step.free()
  adam.release()
  model.release()
  return { weights, outputs }
}

it('an optimiser that adds up partial sums itself changes no bit of the weights', async () => {
  const fused = await trained(() => ({}))
  // Returning a gradient keeps them all in their places.
  const plain = await trained((_, model) => ({ gradient: model.parameters()[0].grad! }))
  expect(fused.weights).toEqual(plain.weights)
  expect(plain.outputs.gradient.some((value) => value !== 0)).toBe(true)
})

it('a gradient that another operation reads is there for it', async () => {
  const { outputs } = await trained((_, model) => ({ squares: F.sum(F.square(model.parameters()[2].grad!)) }))
  expect(outputs.squares[0]).toBeGreaterThan(0)
})
