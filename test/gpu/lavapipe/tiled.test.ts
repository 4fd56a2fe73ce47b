import { describe, expect, it } from 'vitest'
import type { ConvGeometry } from '../../../src/kernels'
import { gatherCoarse, gatherFine, Program, parameterGradients } from '../../../src/kernels'
import type { Call } from '../../../src/kernels/call'
import { Tuner } from '../../../src/kernels/tuner'
import { testEngineWithoutSubgroups } from '../../support/engine'
import { randomArray } from '../../support/reference'

const engine = await testEngineWithoutSubgroups()

/** Sums so long that their parts alone fill a GPU, which is therefore offered every tile. */
const geometry: ConvGeometry = { batch: 2, fine: [5, 5, 512], coarse: [2, 2, 128], kernel: 3, stride: 2, padding: 0 }

function upload(seed: number, length: number) {
  return engine.constant(Float32Array.from(randomArray(seed, length)))
}

/** What every variant of a call computes; each run needs a recording of its own. */
async function results(record: () => Call): Promise<Float32Array[]> {
  const all: Float32Array[] = []
  for (let i = 0; i <= record().alternatives.length; i++) {
    const call = record()
    const variant = [call, ...call.alternatives][i]
    const out = call.bindings.get(2)!
    const program = await Program.build(engine, [{ ...call, ...variant }], [out])
    program.run()
    all.push(new Float32Array(await engine.readBytes(out)))
    program.free()
  }
  return all
}

/** They may differ by part of the largest value. Without a tuner the first runs, which conv.test.ts checks in float64. */
function expectAlike([first, ...others]: Float32Array[], part: number): void {
  expect(others.length).toBeGreaterThan(0)
  const scale = first.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
  for (const values of others) {
    const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(value - first[i])), 0)
    expect(worst / scale).toBeLessThan(part)
  }
}

const { batch, fine, coarse, kernel } = geometry

describe('all tiles of a convolution give the same', () => {
  for (const gather of [gatherCoarse, gatherFine]) {
    it(gather.name, async () => {
      const [from, to] = gather === gatherCoarse ? [fine, coarse] : [coarse, fine]
      const x = upload(1, batch * from[0] * from[1] * from[2])
      const weight = upload(2, kernel * kernel * from[2] * to[2])
      const swapped = gather === gatherFine
      const record = () =>
        engine.capture(() => {
          gather(engine, geometry, { x, weight, swapped })
        }).recording.calls[0]
      // The same products in another order: a few roundings of sums of at most 9·512 of them.
      expectAlike(await results(record), 1e-6)
    })
  }
})

describe('the tiles of a convolution', () => {
  it('have labels of their own, also where few channels make two of them as large', () => {
    const few: ConvGeometry = { batch: 2, fine: [102, 98, 4], coarse: [100, 96, 4], kernel: 3, stride: 1, padding: 0 }
    const [call] = engine.capture(() => {
      gatherCoarse(engine, few, { x: upload(1, 2 * 102 * 98 * 4), weight: upload(2, 9 * 4 * 4) })
    }).recording.calls
    const labels = [call, ...call.alternatives].map(({ kernel }) => kernel.label)
    expect(labels.length).toBeGreaterThan(1)
    expect(new Set(labels).size).toBe(labels.length)
  })
})

describe('all tiles of a weight gradient give the same', () => {
  for (const operation of ['conv2d', 'convTranspose2d'] as const) {
    it(operation, async () => {
      const large = upload(1, batch * fine[0] * fine[1] * fine[2])
      const small = upload(2, batch * coarse[0] * coarse[1] * coarse[2])
      const [x, dy] = operation === 'conv2d' ? [large, small] : [small, large]
      const record = () =>
        engine.capture(() => {
          parameterGradients(engine, geometry, { operation, x, dy }, { bias: null })
        }).recording.calls[0]
      // The same products in the same order, but fused or not: a few roundings of sums of at most 8 of them.
      expectAlike(await results(record), 1e-6)
    })
  }
})

describe('the tuner', () => {
  it('keeps its winners, measures nothing twice, and leaves other calls alone', async () => {
    const saved: Record<string, string>[] = []
    const store = {
      load: () => Promise.resolve(saved.at(-1) ?? {}),
      save: (winners: Record<string, string>) => Promise.resolve(void saved.push({ ...winners })),
    }
    const record = () =>
      engine.capture(() => {
        gatherCoarse(engine, geometry, { x: upload(1, batch * 25 * 512), weight: upload(2, 9 * 512 * 128) })
      }).recording.calls
    const calls = record()
    const [chosen] = await new Tuner(store).choose(engine, calls)
    const labels = [calls[0], ...calls[0].alternatives].map(({ kernel }) => kernel.label)
    expect(labels).toContain(chosen.kernel.label)
    expect(Object.values(saved[0])).toEqual([chosen.kernel.label])
    const other = labels.find((label) => label !== chosen.kernel.label)!
    saved.push({ [Object.keys(saved[0])[0]]: other })
    const [forced] = await new Tuner(store).choose(engine, record())
    expect(forced.kernel.label).toBe(other)
    expect(saved).toHaveLength(2)
    const plain = { ...calls[0], alternatives: [] }
    expect(await new Tuner(store).choose(engine, [plain])).toEqual([plain])
  })

  it('starts anew from a store that holds garbage, or fails', async () => {
    const record = () =>
      engine.capture(() => {
        gatherCoarse(engine, geometry, { x: upload(1, batch * 25 * 512), weight: upload(2, 9 * 512 * 128) })
      }).recording.calls
    for (const kept of [null, 'x', [1], { a: 1 }, new Error('refused')]) {
      let saved: Record<string, string> = {}
      const store = {
        load: () =>
          kept instanceof Error ? Promise.reject(kept) : Promise.resolve(kept as unknown as Record<string, string>),
        save: (winners: Record<string, string>) => Promise.resolve(void (saved = { ...winners })),
      }
      const calls = record()
      const [chosen] = await new Tuner(store).choose(engine, calls)
      expect(Object.values(saved)).toEqual([chosen.kernel.label])
    }
  })
})
