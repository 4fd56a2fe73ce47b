import { beforeAll, describe, expect, it, vi } from 'vitest'
import { TrainingError } from '../../src/errors'
import type { StateDict } from '../../src/nn'
import { Random } from '../../src/nn'
import type { PatchSet } from '../../src/stem/patch/patches'
import { PRESETS } from '../../src/stem/model/presets'
import { trainVae } from '../../src/stem/model/train'
import { Vae } from '../../src/stem/model/vae'
import { encodeModel } from '../../src/stem/model-file/model-file'
import type { BulkModel } from '../../src/stem/model-file/bulk-model'
import { testEngine, withLimit } from '../support/engine'

const engine = await testEngine()

/** The fast preset; a software adapter gets an eighth of its batch, to take seconds instead of a minute. */
const software = /swiftshader|llvmpipe/i.test(engine.info.architecture + engine.info.device + engine.info.description)
const preset = software ? { ...PRESETS.fast, batch: 4 } : PRESETS.fast

const COUNT = 40
const STEPS = 50
const EPOCHS = STEPS / Math.ceil(COUNT / preset.batch)

/** Patches of a square lattice of Gaussian columns, each patch shifted and its columns displaced at random. */
function lattice(): PatchSet {
  const size = preset.patch
  const random = new Random(5)
  const data = new Float32Array(COUNT * size * size)
  for (let n = 0; n < COUNT; n++) {
    const [dx, dy] = [random.uniform(0, 16), random.uniform(0, 16)]
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++) {
        const phase = (k: number, d: number) => ((k + d) % 16) - 8
        data[(n * size + y) * size + x] = Math.exp(-(phase(x, dx) ** 2 + phase(y, dy) ** 2) / 18)
      }
  }
  return { data, count: COUNT, size }
}

interface Run {
  losses: number[]
  weights: StateDict
}

async function train(seed: number, epochs = EPOCHS): Promise<Run> {
  const vae = new Vae(preset, seed).to(engine)
  const { losses } = await trainVae(engine, vae, lattice(), { seed, epochs })
  const weights = await vae.stateDict()
  vae.release()
  return { losses, weights }
}

const equal = (a: StateDict, b: StateDict) =>
  Object.keys(a).every((name) => a[name].data.every((value, i) => Object.is(value, b[name].data[i])))

describe(`${STEPS} steps of the fast preset`, () => {
  let first: Run

  beforeAll(async () => {
    first = await train(1)
  })

  it('learn', () => {
    expect(first.losses.every(Number.isFinite)).toBe(true)
    expect(first.losses.at(-1)).toBeLessThan(0.8 * first.losses[0])
  })

  it('come to the same bits with the same seed', async () => {
    const again = await train(1)
    expect(again.losses).toEqual(first.losses)
    expect(equal(again.weights, first.weights)).toBe(true)
  })

  it('come to others with another seed', async () => {
    const [initial, other] = [new Vae(preset, 1), new Vae(preset, 2)]
    expect(equal(await initial.stateDict(), await other.stateDict())).toBe(false)
    const { weights } = await train(2, 1)
    for (const [name, { data }] of Object.entries(weights)) {
      expect(
        data.every((value, i) => value === first.weights[name].data[i]),
        name,
      ).toBe(false)
    }
  })

  it('leave nothing on the device', async () => {
    const before = engine.memory()
    await train(1, 1)
    expect(engine.memory()).toEqual(before)
  })
})

/** Bytes of the largest buffer that `work` makes. */
async function largestBuffer(work: () => Promise<unknown>): Promise<number> {
  const made = vi.spyOn(engine, 'createBuffer')
  try {
    await work()
    return Math.max(...made.mock.results.map(({ value }) => (value as GPUBuffer).size))
  } finally {
    made.mockRestore()
  }
}

describe('more patches than a binding holds', () => {
  it('train in pieces, to the same bits', async () => {
    const one = lattice()
    const limit = await largestBuffer(() => train(1, 1))
    // So many that two pieces do not hold them, whatever a step takes on this adapter.
    const copies = Math.ceil((2.2 * limit) / one.data.byteLength)
    const data = Float32Array.from(
      { length: copies * one.data.length },
      (_, i) => one.data[i % one.data.length] * (1 - i / 1e8),
    )
    const many = { ...one, data, count: copies * COUNT }
    const run = async () => {
      const vae = new Vae(preset, 1).to(engine)
      const { losses } = await trainVae(engine, vae, many, { seed: 1, epochs: 1 })
      const weights = await vae.stateDict()
      vae.release()
      return { losses, weights }
    }
    const whole = await run()
    const pieces = await withLimit(engine, limit, run)
    expect(pieces.losses).toEqual(whole.losses)
    expect(equal(pieces.weights, whole.weights)).toBe(true)
  })
})

describe('training that diverges', () => {
  const spoilt = (epoch: number) => {
    const { data } = lattice()
    let made = 0
    return () => {
      const [inputs, targets] = [Float32Array.from(data), Float32Array.from(data)]
      if (++made === epoch) inputs[7] = NaN
      return { inputs, targets }
    }
  }

  it('stops with a TrainingError, and the model is that of the last whole epoch', async () => {
    const [vae, good] = [new Vae(preset, 1).to(engine), new Vae(preset, 1).to(engine)]
    const epochs: number[] = []
    const run = trainVae(engine, vae, lattice(), {
      seed: 1,
      epochs: 5,
      examples: spoilt(3),
      onEpoch: (epoch) => void epochs.push(epoch),
    })
    await expect(run).rejects.toThrow(TrainingError)
    // A ReLU makes zeros of numbers that are none, so the weights may tell before the loss does.
    await expect(run).rejects.toThrow(/epoch 3 is not finite: train with another seed/)
    expect(epochs).toEqual([1, 2])
    await trainVae(engine, good, lattice(), { seed: 1, epochs: 2, examples: spoilt(0) })
    expect(equal(await vae.stateDict(), await good.stateDict())).toBe(true)
    for (const model of [vae, good]) model.release()
  })

  it('in its first epoch leaves the model as it was', async () => {
    const vae = new Vae(preset, 1).to(engine)
    const before = await vae.stateDict()
    const run = trainVae(engine, vae, lattice(), { seed: 1, epochs: 2, examples: spoilt(1) })
    await expect(run).rejects.toMatchObject({ name: 'TrainingError', code: 'diverged' })
    expect(equal(await vae.stateDict(), before)).toBe(true)
    vae.release()
  })

  it('is not saved: a model file holds finite weights', async () => {
    const vae = new Vae(preset, 1)
    const state = await vae.stateDict()
    state['encoder.2.bias'].data[1] = Infinity
    vae.loadStateDict(state)
    await expect(encodeModel({ vae, judge: null } as unknown as BulkModel)).rejects.toThrow(
      'a number of encoder.2.bias is not finite',
    )
  })
})
