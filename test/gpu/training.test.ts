import { beforeAll, describe, expect, it } from 'vitest'
import type { StateDict } from '../../src/nn'
import { Random } from '../../src/nn'
import type { PatchSet } from '../../src/stem/patch/patches'
import { PRESETS } from '../../src/stem/model/presets'
import { trainVae } from '../../src/stem/model/train'
import { Vae } from '../../src/stem/model/vae'
import { testEngine } from '../support/engine'

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
