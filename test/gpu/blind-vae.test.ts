import { expect, it } from 'vitest'
import { Random } from '../../src/nn'
import type { Lessons } from '../../src/stem/blind/lessons'
import { blindOpinion } from '../../src/stem/blind/blind-spot'
import type { Columns } from '../../src/stem/micrograph/columns'
import { CROP } from '../../src/stem/micrograph/site-crops'
import { BLIND, BlindVae } from '../../src/stem/blind/vae'
import { temporary, testEngine } from '../support/engine'

const engine = await testEngine()
const { side, pixels } = CROP

/** Visible but for a disc in the middle. */
const mask = Float32Array.from({ length: pixels }, (_, p) =>
  Math.hypot((p % side) - (side - 1) / 2, Math.floor(p / side) - (side - 1) / 2) < 10 ? 0 : 1,
)

it('a blind-spot VAE does not see what is masked, and sees the rest', async () => {
  const vae = new BlindVae(BLIND, { side, width: 12 }, 1).to(engine)
  const random = new Random(2)
  const crop = Float32Array.from({ length: pixels }, () => random.normal())
  const stats = async (data: Float32Array) => {
    const crops = temporary(engine, data, [1, side, side])
    const noise = temporary(engine, new Float32Array(BLIND.latent), [1, BLIND.latent])
    const { said: out } = vae.forward({ crops, mask: temporary(engine, mask, [side, side, 1]), noise })
    expect(out.shape).toEqual([1, 12])
    return out.data()
  }
  const before = await stats(crop)
  expect(await stats(crop.map((value, p) => (mask[p] ? value : value + 5)))).toEqual(before)
  expect(await stats(crop.map((value, p) => (mask[p] ? value + 0.5 : value)))).not.toEqual(before)
  vae.release()
})

it(
  'predicts columns that it has not learned from by what surrounds them, and how surely',
  { timeout: 120_000 },
  async () => {
    const count = 256
    const random = new Random(3)
    const said = Float32Array.from({ length: count }, () => random.normal())
    // The crop is brighter by what the intensity is; nothing tells the displacements.
    const lessons: Lessons = {
      columns: Array.from(said.keys()),
      crops: Float32Array.from({ length: count * pixels }, (_, at) => said[Math.floor(at / pixels)] + random.normal()),
      mask,
      width: 3,
      targets: Float32Array.from({ length: 3 * count }, (_, at) =>
        at % 3 === 0 ? said[at / 3] + 0.2 * random.normal() : random.normal(),
      ),
      weights: new Float32Array(3 * count).fill(1),
      spreads: [[1, 1, 1]],
    }
    const columns = {
      count,
      table: { sublattice: new Uint8Array(count) },
      lattice: { sublattices: [{}] },
    } as unknown as Columns
    const [intensity, dx] = await blindOpinion(engine, lessons, columns, {
      seed: 1,
      preset: { ...BLIND, encoder: [4, 8, 8], batch: 16, epochs: 20 },
    })
    const left = (prediction: Float32Array, component: number) =>
      prediction.reduce((sum, value, n) => sum + (lessons.targets[3 * n + component] - value) ** 2, 0) / count
    // Of a variance of 1.04; 0.04 is noise.
    expect(left(intensity.prediction, 0)).toBeLessThan(0.4)
    const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / count
    expect(mean(intensity.inflation)).toBeLessThan(0.6 * mean(dx.inflation))
  },
)
