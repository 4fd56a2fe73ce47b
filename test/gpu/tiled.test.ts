import { describe, expect, it } from 'vitest'
import type { ConvGeometry } from '../../src/kernels'
import { gatherCoarse, gatherFine, Program, parameterGradients } from '../../src/kernels'
import type { Call, Variant } from '../../src/kernels/call'
import { Tuner } from '../../src/kernels/tuner'
import { testEngineWithoutSubgroups } from '../support/engine'
import { randomArray } from '../support/reference'

const engine = await testEngineWithoutSubgroups()

const geometries: ConvGeometry[] = [
  { batch: 1, fine: [9, 7, 4], coarse: [7, 5, 4], kernel: 3, stride: 1, padding: 0 },
  { batch: 3, fine: [13, 11, 20], coarse: [6, 5, 8], kernel: 3, stride: 2, padding: 0 },
  { batch: 1, fine: [1, 37, 24], coarse: [1, 37, 68], kernel: 1, stride: 1, padding: 0 },
]

function upload(seed: number, length: number) {
  return engine.constant(Float32Array.from(randomArray(seed, length)))
}

/**
 * The tile that a case tries, of the two that there are. A software adapter compiles barriers for seconds, so by turns: every
 * geometry, product and order of weights meets both.
 */
type Tile = 0 | 1

/** What the call computes, as one of its variants; each run needs a recording of its own. */
async function result(call: Call, variant: Variant): Promise<Float32Array> {
  const out = call.bindings.get(2)!
  const program = await Program.build(engine, [{ ...call, ...variant }], [out])
  program.run()
  const values = new Float32Array(await engine.readBytes(out))
  program.free()
  return values
}

/** The tile gives what the register kernel gives, but for a part of the largest value. */
async function expectAlike(record: () => Call, tile: Tile, part: number): Promise<void> {
  const [plain, tiled] = [record(), record()]
  expect(tiled.alternatives).toHaveLength(2)
  const registers = await result(plain, plain)
  const values = await result(tiled, tiled.alternatives[tile])
  const scale = registers.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
  const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(value - registers[i])), 0)
  expect(scale).toBeGreaterThan(0)
  expect(worst / scale).toBeLessThan(part)
}

describe('convolutions in workgroup tiles give what the register kernel gives', () => {
  for (const [n, geometry] of geometries.entries()) {
    // The two products of a convolution, and with a stride those of a transposed one too.
    for (const swapped of [false, true]) {
      for (const gather of geometry.stride === 1 ? [swapped ? gatherFine : gatherCoarse] : [gatherCoarse, gatherFine]) {
        const { fine, coarse, kernel, stride, padding, batch } = geometry
        const tile = ((n + Number(gather === gatherFine) + Number(stride > 1 && swapped)) % 2) as Tile
        it(`${gather.name}, ${batch}×${fine.join('×')} to ${coarse.join('×')}, k${kernel} s${stride} p${padding}, swapped ${swapped}`, async () => {
          const [from, to] = gather === gatherCoarse ? [fine, coarse] : [coarse, fine]
          const x = upload(1, batch * from[0] * from[1] * from[2])
          const weight = upload(2, kernel * kernel * from[2] * to[2])
          const bias = upload(3, to[2])
          const mask = upload(4, batch * to[0] * to[1] * to[2])
          const record = () =>
            engine.capture(() => {
              gather(engine, geometry, { x, weight, bias, relu: !swapped, swapped, mask: swapped ? mask : undefined })
            }).recording.calls[0]
          // The same products in another order: a few roundings of sums of at most 16·20 of them.
          await expectAlike(record, tile, 1e-6)
        })
      }
    }
  }
})

describe('weight gradients in workgroup tiles give what the register kernel gives', () => {
  for (const [n, geometry] of geometries.entries()) {
    for (const operation of ['conv2d', 'convTranspose2d'] as const) {
      const { fine, coarse, kernel, stride, batch } = geometry
      it(`${operation}, ${batch}×${fine.join('×')} and ${coarse.join('×')}, k${kernel} s${stride}`, async () => {
        const large = upload(1, batch * fine[0] * fine[1] * fine[2])
        const small = upload(2, batch * coarse[0] * coarse[1] * coarse[2])
        const [x, dy] = operation === 'conv2d' ? [large, small] : [small, large]
        const record = () =>
          engine.capture(() => {
            parameterGradients(engine, geometry, { operation, x, dy }, { bias: null })
          }).recording.calls[0]
        // The same products in the same order, but fused or not: a few roundings of sums of at most 90 of them.
        await expectAlike(record, ((n + Number(operation === 'conv2d')) % 2) as Tile, 1e-6)
      })
    }
  }
})

describe('the tuner', () => {
  it('keeps its winners, measures nothing twice, and leaves other calls alone', async () => {
    const saved: Record<string, string>[] = []
    const store = {
      load: () => Promise.resolve(saved.at(-1) ?? {}),
      save: (winners: Record<string, string>) => Promise.resolve(void saved.push({ ...winners })),
    }
    const geometry = geometries[0]
    const record = () =>
      engine.capture(() => {
        gatherCoarse(engine, geometry, { x: upload(1, 9 * 7 * 4), weight: upload(2, 9 * 4 * 4) })
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
    const [call] = engine.capture(() => {
      gatherCoarse(engine, geometries[0], { x: upload(1, 9 * 7 * 4), weight: upload(2, 9 * 4 * 4) })
    }).recording.calls
    // The same kernel under two names: which is faster does not matter here, and neither is a tile that takes seconds to compile.
    const calls = [{ ...call, alternatives: [{ ...call, kernel: { ...call.kernel, label: 'another' } }] }]
    for (const kept of [null, 'x', [1], { a: 1 }, new Error('refused')]) {
      let saved: Record<string, string> = {}
      const store = {
        load: () =>
          kept instanceof Error ? Promise.reject(kept) : Promise.resolve(kept as unknown as Record<string, string>),
        save: (winners: Record<string, string>) => Promise.resolve(void (saved = { ...winners })),
      }
      const [chosen] = await new Tuner(store).choose(engine, calls)
      expect(Object.values(saved)).toEqual([chosen.kernel.label])
    }
  })
})
