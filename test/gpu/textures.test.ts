import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Adam, backward, compile, functional as F, Conv2d, Random, ReLU, Sequential } from '../../src/nn'
import { temporary, testEngine } from '../support/engine'
import type { ConvCase } from '../support/gradient-conv'
import { checkConv, title } from '../support/gradient-conv'
import { randomArray } from '../support/reference'

/**
 * The same kernels with their operands in textures, whatever the adapter prefers: it is the same arithmetic in the same
 * order, so bits do not change.
 */
const engine = await testEngine()

if (engine.language.has('readonly_and_readwrite_storage_textures')) {
  beforeAll(() => void (engine.textures = true))
  afterAll(() => void (engine.textures = false))

  describe('convolutions that read textures', () => {
    // One for each kernel, and one whose operands fill more than a line of a texture.
    const spec = { kernel: 4, stride: 2, padding: 1, batch: 2, size: [8, 10] } as const
    const cases: ConvCase[] = [
      { ...spec, channels: [8, 16] },
      { ...spec, channels: [8, 4] },
      { ...spec, channels: [1, 8] },
      { ...spec, channels: [3, 5] },
      { ...spec, kernel: 3, padding: 0, size: [33, 21], channels: [16, 20] },
    ]
    for (const each of cases) it(title(each), () => checkConv(engine, false, each))
    for (const { channels, ...rest } of cases) {
      const reversed: ConvCase = { ...rest, channels: [channels[1], channels[0]] }
      it(`transposed ${title(reversed)}`, () => checkConv(engine, true, reversed))
    }
  })

  function network(): Sequential {
    const init = { init: 'glorot', random: new Random(3) } as const
    const convolution = (from: number, to: number) => new Conv2d(from, to, 3, { stride: 1, padding: 1, ...init })
    return new Sequential(convolution(4, 8), new ReLU(), convolution(8, 4)).to(engine)
  }

  function image() {
    return temporary(engine, randomArray(1, 2 * 6 * 6 * 4), [2, 6, 6, 4])
  }

  async function compiled(textures: boolean, build: Parameters<typeof compile<{ loss: ReturnType<typeof F.sum> }>>[1]) {
    const { tuner } = engine
    engine.tuner = null
    engine.textures = textures
    try {
      return await compile(engine, build)
    } finally {
      engine.tuner = tuner
      engine.textures = true
    }
  }

  describe('a compiled step', () => {
    it('gives the same losses from textures as from buffers, bit by bit', async () => {
      const losses: number[][] = []
      for (const textures of [false, true]) {
        const model = network()
        const adam = new Adam(model.parameters())
        const x = image()
        const step = await compiled(textures, () => {
          const loss = F.sum(F.square(model.forward(x)))
          backward(loss)
          adam.step()
          return { loss }
        })
        const found: number[] = []
        for (let i = 0; i < 4; i++) {
          step.run()
          found.push((await step.read('loss'))[0])
        }
        losses.push(found)
        step.free()
        adam.release()
        model.release()
      }
      expect(losses[1]).toEqual(losses[0])
      expect(new Set(losses[0]).size).toBe(4)
    })

    it('reads the weights that were loaded, or changed by another program, since it was compiled', async () => {
      const model = network()
      const [weight] = model.parameters()
      const x = image()
      const adam = new Adam(model.parameters())
      const lossOf = () => F.sum(F.square(model.forward(x)))
      // Compiled before the weights have a texture.
      const training = await compiled(false, () => {
        const loss = lossOf()
        backward(loss)
        adam.step()
        return { loss }
      })
      const predicting = await compiled(true, () => ({ loss: lossOf() }))
      const predicted = async () => {
        predicting.run()
        return (await predicting.read('loss'))[0]
      }
      training.run()
      training.run()
      const before = (await training.read('loss'))[0]
      const after = await predicted()
      expect(after).not.toBe(before)
      training.run()
      expect((await training.read('loss'))[0]).toBe(after)
      weight.load(new Float32Array(weight.size))
      const ofZeros = await predicted()
      training.run()
      expect((await training.read('loss'))[0]).toBe(ofZeros)
      training.free()
      predicting.free()
      adam.release()
      model.release()
    })
  })
} else {
  it.skip('needs an adapter whose shaders can read storage textures')
}
