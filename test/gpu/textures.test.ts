import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Tensor } from '../../src/nn'
import { Adam, backward, compile, functional as F, Conv2d, ConvTranspose2d, GroupNorm } from '../../src/nn'
import { MaxPool2d, Module, Random, ReLU, Sequential, Sigmoid, Upsample } from '../../src/nn'
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

  const options = (more = {}) => ({ padding: 1, init: 'glorot', random: new Random(3), ...more }) as const
  const convolution = (from: number, to: number, more = {}) => new Conv2d(from, to, 3, options(more))
  const grown = (from: number, to: number) => new ConvTranspose2d(from, to, 4, options({ stride: 2 }))

  function network(): Sequential {
    return new Sequential(convolution(4, 8), new ReLU(), convolution(8, 4)).to(engine)
  }

  const block = (from: number, to: number) =>
    new Sequential(
      convolution(from, to, { bias: false }),
      new GroupNorm(2, to),
      new ReLU(),
      convolution(to, to),
      new ReLU(),
    )

  /** Results that live long beside others that come and go: what skips a level is read from buffers when it is old. */
  class UNet extends Module {
    readonly #top = this.adopt('top', block(4, 8))
    readonly #bottom = this.adopt('bottom', block(8, 8))
    readonly #out = this.adopt('out', block(16, 8))
    readonly #last = this.adopt('last', convolution(8, 4))
    readonly #pool = new MaxPool2d(2)
    readonly #enlarge = new Upsample({ scaleFactor: 2, mode: 'bilinear' })

    forward(x: Tensor): Tensor {
      const top = this.#top.forward(x)
      const bottom = this.#bottom.forward(this.#pool.forward(top))
      const out = this.#out.forward(F.cat([this.#enlarge.forward(bottom), top], -1))
      return F.add(x, this.#last.forward(out))
    }
  }

  type Network = Module & { forward: (x: Tensor) => Tensor }

  const networks: Record<string, () => Network> = {
    convolutions: network,
    'a U-Net with group norms': () => new UNet().to(engine),
    'transposed convolutions': () =>
      new Sequential(grown(4, 8), new ReLU(), grown(8, 4), new Sigmoid(), convolution(4, 4)).to(engine),
  }

  /** Losses and weights of a few steps. */
  async function trained(textures: boolean, build: () => Network) {
    const model = build()
    const adam = new Adam(model.parameters(), { lr: 0.01 })
    const x = image()
    const step = await compiled(textures, () => {
      const loss = F.sum(F.square(model.forward(x)))
      backward(loss)
      adam.step()
      return { loss }
    })
    const losses: number[] = []
    for (let i = 0; i < 3; i++) {
      step.run()
      losses.push((await step.read('loss'))[0])
    }
    const weights = await model.stateDict()
    step.free()
    adam.release()
    model.release()
    return { losses, weights }
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
    for (const [name, build] of Object.entries(networks)) {
      it(`of ${name} trains the same from textures as from buffers, bit by bit`, async () => {
        const [fromBuffers, fromTextures] = [await trained(false, build), await trained(true, build)]
        expect(fromTextures).toEqual(fromBuffers)
        expect(new Set(fromBuffers.losses).size).toBe(3)
      })
    }

    it('leaves a texture alone that another result has taken over, when the first is read from its buffer', async () => {
      const same = convolution(4, 4, { random: new Random(7) }).to(engine)
      const x = image()
      const values: Float32Array[] = []
      for (const textures of [false, true]) {
        const step = await compiled(textures, () => {
          const first = same.forward(x)
          // The texture of `third` is that of `first`, which nobody reads from a texture any more.
          const third = same.forward(same.forward(first))
          const old = F.square(first)
          return { loss: F.sum(F.add(old, same.forward(third))) }
        })
        step.run()
        values.push(await step.read('loss'))
        step.free()
      }
      same.release()
      expect(values[1]).toEqual(values[0])
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
  it('reads textures', (context) => context.skip('this adapter’s shaders read no storage textures'))
}
