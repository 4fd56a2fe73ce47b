import { expect, test } from 'vitest'
import { detectStack } from '../../../src/cli/detect-stack'
import { Output } from '../../../src/cli/output'
import type { BulkModel } from '../../../src/stem/model-file/bulk-model'
import { presetNamed } from '../../../src/stem/model/presets'
import { stubEngine } from '../../support/engine-stub'

test('a model of a micrograph, which may hold defects, judges no patches by Lacuna’s score', async () => {
  const model = { vae: { preset: presetNamed('fast') }, judge: null, training: { source: 'a.tif' } } as BulkModel
  const stack = {
    name: 'bulk.npy',
    count: 2,
    width: 64,
    height: 64,
    data: Float32Array.from({ length: 2 * 64 ** 2 }, (_, i) => i % 7),
  }
  const asked = { score: 'lacuna' as const, rate: 0.01, pixelSize: null }
  const context = { signal: new AbortController().signal, onProgress: () => undefined, print: () => undefined }
  await expect(
    detectStack(stubEngine(), { model, path: 'm.safetensors' }, stack, 'bulk', asked, Output.in('none'), context),
  ).rejects.toThrow(/^m\.safetensors: .*train on a stack of bulk patches/)
})
