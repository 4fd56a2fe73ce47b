import { expect, it } from 'vitest'
import { DeviceError } from '../../../src/errors'
import type { Dtype } from '../../../src/kernels'
import { compile, Linear, Tensor } from '../../../src/nn'
import { PRESETS } from '../../../src/stem/model/presets'
import { Vae } from '../../../src/stem/model/vae'
import { stubEngine } from '../../support/engine-stub'

it('f16 storage halves the memory of a prediction', async () => {
  const engine = stubEngine(8, ['shader-f16'])
  const preset = PRESETS.paper
  const { batch, patch, latent } = preset
  const bytes = async (dtype: Dtype) => {
    const vae = new Vae(preset, 1).to(engine, dtype)
    await engine.tidy()
    const held = engine.memory().bytes
    const x = Tensor.from(engine, new Float32Array(batch * patch * patch), [batch, patch, patch, 1])
    const zeros = Tensor.from(engine, new Float32Array(batch * latent), [batch, latent])
    const step = await compile(engine, () => ({ prediction: vae.predict(x, zeros) }))
    const { arena } = step.memory
    step.free()
    x[Symbol.dispose]()
    zeros[Symbol.dispose]()
    const weights = vae.parameters()[0].arena.weights.words * 4
    vae.release()
    return { held, weights, arena }
  }
  const [full, half] = [await bytes('f32'), await bytes('f16')]
  // Parameters begin at multiples of 256 bytes: a few of the 18 places are no smaller.
  expect(half.weights - full.weights / 2).toBeGreaterThanOrEqual(0)
  expect(half.weights - full.weights / 2).toBeLessThan(18 * 256)
  expect(half.arena).toBeGreaterThan(0)
  expect(half.arena).toBe(full.arena / 2)
  // Nothing but the weights is held: no gradients, and not what they were converted from.
  expect(half.held).toBe(half.weights)
  expect(full.held).toBe(2 * full.weights)
})

it('f16 storage is refused on an adapter that has none, with what to do instead', () => {
  const engine = stubEngine()
  const x = Tensor.from(engine, [1, 2], [2])
  for (const attempt of [() => x.half(), () => new Linear(2, 2).to(engine, 'f16')]) {
    expect(attempt).toThrow(DeviceError)
    expect(attempt).toThrow('this adapter has no 16-bit floats (WebGPU’s shader-f16): store as f32')
  }
  expect(x.float()).toBe(x)
})
