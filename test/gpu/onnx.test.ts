import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { predict } from '../../src/stem/model/predict'
import { PRESETS } from '../../src/stem/model/presets'
import { Vae } from '../../src/stem/model/vae'
import { encodeOnnx } from '../../src/stem/model-file/onnx'
import { scratchFolder } from '../support/cli'
import { temporary, testEngine } from '../support/engine'
import { ofLargest } from '../support/reference-error'
import { numbers, torchWeights } from '../support/torch'

const engine = await testEngine()

/** `LACUNA_PYTHON` names one that has onnxruntime, where `python3` has not. */
const python = process.env.LACUNA_PYTHON ?? 'python3'
const hasOnnx = spawnSync(python, ['-c', 'import numpy, onnx, onnxruntime']).status === 0

/** What onnxruntime makes of a model, one array an output. */
function run(model: Uint8Array, x: Float32Array, shape: number[], outputs: number): Float32Array[] {
  const folder = scratchFolder()
  const path = (name: string) => join(folder, name)
  writeFileSync(path('model.onnx'), model)
  writeFileSync(path('x'), x)
  const results = Array.from({ length: outputs }, (_, k) => path(`y${k}`))
  const script = join(import.meta.dirname, '../fixtures/run_onnx.py')
  execFileSync(python, [script, path('model.onnx'), shape.join(), path('x'), ...results])
  expect(readdirSync(folder)).toHaveLength(2 + outputs)
  return results.map((result) => new Float32Array(Uint8Array.from(readFileSync(result)).buffer))
}

// Sums of up to 1,152 products in another order; the sigmoid is at most 1.
const close = ofLargest(2e-5)

describe.each(['fast', 'paper'] as const)(`the %s preset in onnxruntime`, (name) => {
  it('encodes, decodes and predicts what Lacuna does', async (context) => {
    if (!hasOnnx) context.skip('pip install numpy onnx onnxruntime, or name a Python that has them as LACUNA_PYTHON')
    const COUNT = 3
    const preset = { ...PRESETS[name], batch: COUNT }
    const vae = new Vae(preset, 0)
    vae.loadStateDict(torchWeights(await vae.stateDict()))
    const models = await encodeOnnx(vae)
    vae.to(engine)

    const x = numbers(5, COUNT * 64 * 64).map((value) => value / 2 + 0.5)
    const expected = await predict(engine, vae, { data: x, count: COUNT, size: 64 })
    const [prediction] = run(models.predictor, x, [COUNT, 1, 64, 64], 1)
    close(prediction, expected, 'prediction')

    // One channel lies alike in both orders of the axes.
    const stats = await vae.encoder.forward(temporary(engine, x, [COUNT, 64, 64, 1])).data()
    const [mean, logvar] = run(models.encoder, x, [COUNT, 1, 64, 64], 2)
    const part = (from: number) =>
      Array.from({ length: COUNT }, (_, n) => [...stats.subarray(40 * n + from, 40 * n + from + 20)]).flat()
    close(mean, part(0), 'mean')
    close(logvar, part(20), 'logvar')
    const [decoded] = run(models.decoder, mean, [COUNT, 20], 1)
    close(decoded, expected, 'decoded mean')
    vae.release()
  })
})
