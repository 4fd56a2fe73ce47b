import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Lifetime } from '../../../src/kernels/plan'
import { planArena } from '../../../src/kernels/plan'
import { Adam, backward, compile, Noise, Tensor } from '../../../src/nn'
import { PRESETS } from '../../../src/stem/model/presets'
import { Vae } from '../../../src/stem/model/vae'
import { stubEngine } from '../../support/engine-stub'

const lifetime = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.nat(30), fc.nat(12))
  .map(([words, first, length]): Lifetime => ({ words: 64 * words, first, last: first + length }))

const meet = (a: Lifetime, b: Lifetime) => a.first <= b.last && b.first <= a.last

describe('planArena', () => {
  it('never gives two blocks that live at once the same word, and wastes none at the end', () => {
    fc.assert(
      fc.property(fc.array(lifetime, { maxLength: 40 }), (blocks) => {
        const { offsets, size, peak } = planArena(blocks)
        blocks.forEach((a, i) => {
          expect(offsets[i]).toBeGreaterThanOrEqual(0)
          for (let j = 0; j < i; j++) {
            const apart = offsets[i] + a.words <= offsets[j] || offsets[j] + blocks[j].words <= offsets[i]
            expect(apart || !meet(a, blocks[j])).toBe(true)
          }
        })
        expect(size).toBe(Math.max(0, ...blocks.map(({ words }, i) => offsets[i] + words)))
        expect(size).toBeGreaterThanOrEqual(peak)
      }),
    )
  })

  it('knows the most that is alive at any time', () => {
    fc.assert(
      fc.property(fc.array(lifetime, { maxLength: 20 }), (blocks) => {
        const times = Array.from({ length: 50 }, (_, time) => time)
        const alive = (time: number) =>
          blocks.filter(({ first, last }) => first <= time && time <= last).reduce((sum, { words }) => sum + words, 0)
        expect(planArena(blocks).peak).toBe(Math.max(...times.map(alive)))
      }),
    )
  })

  it('gives a chain of results two places', () => {
    const chain = Array.from({ length: 10 }, (_, i) => ({ words: 64, first: i, last: i + 1 }))
    expect(planArena(chain)).toMatchObject({ size: 128, peak: 128 })
  })

  it('plans nothing for nothing', () => {
    expect(planArena([])).toEqual({ offsets: [], size: 0, peak: 0 })
  })
})

describe('the training step of a preset', () => {
  const cases = Object.values(PRESETS).flatMap((preset) => [0, 4, 8].map((lanes) => ({ preset, lanes })))
  for (const { preset, lanes } of cases)
    it(`${preset.name}, subgroups of ${lanes}: its arena is no larger than what is alive at once`, async () => {
      const engine = stubEngine(lanes)
      const { batch, patch, latent } = preset
      const vae = new Vae(preset, 0).to(engine)
      const adam = new Adam(vae.parameters())
      const noise = new Noise(engine, 0)
      const x = new Tensor(engine, engine.allocate(batch * patch ** 2), [batch, patch, patch, 1])
      const step = await compile(engine, () => {
        const loss = vae.loss(x, noise.normal([batch, latent]))
        backward(loss)
        adam.step()
        return { loss }
      })
      expect(step.memory.arena).toBe(step.memory.peak)
    })
})
