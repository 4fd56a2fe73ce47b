import { describe, expect, it } from 'vitest'
import { Adam, backward, Tensor } from '../../src/nn'
import { PRESETS } from '../../src/stem/model/presets'
import { Vae } from '../../src/stem/model/vae'
import { testEngine } from '../support/engine'
import { numbers, torchWeights, trajectories } from '../support/torch'

const engine = await testEngine()

/** Norm, and the values that the script keeps: every ⌊n/5⌋th. */
function digest(data: Float32Array): [number, number[]] {
  const stride = Math.max(1, Math.floor(data.length / 5))
  const norm = Math.sqrt(data.reduce((sum, value) => sum + value * value, 0))
  return [norm, Array.from({ length: Math.min(5, Math.ceil(data.length / stride)) }, (_, i) => data[i * stride])]
}

/** Relative to the norm of the whole parameter spread over its numbers: single values may be near zero by chance. */
function expectClose(actual: Float32Array, [norm, sample]: [number, number[]], tolerance: number, label: string): void {
  const [ourNorm, ourSample] = digest(actual)
  expect(Math.abs(ourNorm - norm) / norm, `${label}: norm`).toBeLessThan(tolerance)
  const rms = norm / Math.sqrt(actual.length)
  ourSample.forEach((value, i) => {
    expect(Math.abs(value - sample[i]) / Math.max(rms, Math.abs(sample[i])), `${label}: value ${i}`).toBeLessThan(
      tolerance,
    )
  })
}

/**
 * `reach`: how far Adam can have moved a weight. It divides each gradient by its own size and so turns a rounding error of
 * a gradient near zero into a step of either sign; of any other the steps agree as the gradients do. A hundredth of the
 * reach tells a training from none, and from one with another rate.
 */
function expectTrained(actual: Float32Array, [norm, sample]: [number, number[]], reach: number, label: string): void {
  const [ourNorm, ourSample] = digest(actual)
  expect(Math.abs(ourNorm - norm), `${label}: norm`).toBeLessThan(0.01 * reach * Math.sqrt(actual.length))
  expect(ourSample).toHaveLength(sample.length)
  ourSample.forEach((value, i) => {
    expect(Math.abs(value - sample[i]), `${label}: value ${i}`).toBeLessThan(0.01 * reach)
  })
}

// The order of summation differs from PyTorch's. One loss and its gradients agree to a few 2⁻²⁴·√n, the losses that follow
// as well as the weights do by then.
const FIRST_STEP = 1e-4
const TRAJECTORY = { paper: 1e-4, fast: 2e-3 }

for (const name of ['paper', 'fast'] as const) {
  describe(`the ${name} preset against PyTorch`, () => {
    const expected = trajectories[name]
    const preset = { ...PRESETS[name], batch: expected.batch }
    const vae = new Vae(preset, 0)

    it('has the same parameters', async () => {
      expect(vae.parameterCount()).toBe(expected.parameters)
      const names = Object.keys(await vae.stateDict())
      expect(Object.keys(expected.final)).toHaveLength(names.length)
      expect(Object.keys(expected.gradients)).toHaveLength(names.length)
    })

    it('follows the same trajectory from the same weights and noise', async () => {
      vae.loadStateDict(torchWeights(await vae.stateDict()))
      vae.to(engine)
      const adam = new Adam(vae.parameters(), { lr: expected.lr, eps: expected.eps })
      const { batch, losses } = expected
      for (let step = 0; step < losses.length; step++) {
        const pixels = numbers(1000 + step, batch * 64 * 64).map((value) => value * 0.5 + 0.5)
        const x = Tensor.from(engine, pixels, [batch, 64, 64, 1])
        const noise = Tensor.from(engine, numbers(2000 + step, batch * 20), [batch, 20])
        const loss = vae.loss(x, noise)
        backward(loss)
        if (step === 0) {
          const gradients = Object.entries(await vae.gradientDict())
          gradients.forEach(([parameter, { data }], i) => {
            expectClose(data, Object.values(expected.gradients)[i], FIRST_STEP, `gradient of ${parameter}`)
          })
        }
        adam.step()
        expect(Math.abs((await loss.item()) / losses[step] - 1), `loss of step ${step}`).toBeLessThan(
          step === 0 ? FIRST_STEP : TRAJECTORY[name],
        )
        await engine.tidy()
      }
      Object.entries(await vae.stateDict()).forEach(([parameter, { data }], i) => {
        const reach = expected.lr * losses.length
        expectTrained(data, Object.values(expected.final)[i], reach, `weights of ${parameter}`)
      })
    })
  })
}
