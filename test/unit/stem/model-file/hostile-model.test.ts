import { describe, expect, test } from 'vitest'
import { ModelError } from '../../../../src/errors'
import { decodeSafetensors, encodeSafetensors } from '../../../../src/nn'
import type { BulkModel } from '../../../../src/stem/model-file/bulk-model'
import { encodeModel, readModel } from '../../../../src/stem/model-file/model-file'
import { presetNamed } from '../../../../src/stem/model/presets'
import { Vae } from '../../../../src/stem/model/vae'
import { PAPER_RULE } from '../../../../src/stem/paper/rule'

const model: BulkModel = {
  vae: new Vae(presetNamed('fast'), 1),
  training: {
    source: 'a.tif',
    region: null,
    patches: 10,
    seed: 1,
    epochs: 1,
    loss: 12.5,
    trainSeconds: 3,
    adapter: { vendor: 'v', architecture: 'a', description: 'd', kind: 'software' },
  },
  paper: {
    rule: PAPER_RULE,
    bulkNearMaximum: Float32Array.of(0.1, 0.2, 0.3),
    interval: { mean: 0.2, std: 0.1, low: 0.05, high: 0.35 },
  },
  judge: null,
  trainedOn: {
    a: { x: 24, y: 0 },
    b: { x: 0, y: 24 },
    positions: [{ u: 0, v: 0 }],
    contrast: 0.1,
    scale: 1,
  },
}

const sound = encodeModel(model)

/** The file with one entry of its metadata changed, or one of its tensors. */
async function changed(key: string, change: (text: string) => string): Promise<Uint8Array> {
  const { state, metadata } = decodeSafetensors(await sound, 'sound')
  return encodeSafetensors(state, { ...metadata, [key]: change(metadata[key]) })
}

test('a sound one is read, and a model without a loss has none', async () => {
  expect(readModel(await sound, 'm')).toMatchObject({ training: model.training, trainedOn: model.trainedOn })
  const cancelled = await changed('training', (text) => text.replace('12.5', 'null'))
  expect(readModel(cancelled, 'm').training.loss).toBeNaN()
})

test('one from before regions could be drawn has none', async () => {
  const old = await changed('training', (text) => text.replace('"region":null,', ''))
  expect(old).not.toEqual(await sound)
  expect(readModel(old, 'm').training.region).toBeNull()
})

describe('refused in no time, with the reason', () => {
  test('a header of a million tensors', () => {
    const header = Buffer.from(
      JSON.stringify({ a: { dtype: 'F32', shape: [0], data_offsets: [0, 0] } }).padEnd(2 ** 21),
    )
    const length = Buffer.alloc(8)
    length.writeBigUInt64LE(BigInt(header.length))
    const said = 'm: not a model file (its header takes 2097152 bytes); save the model again'
    expect(() => readModel(Buffer.concat([length, header]), 'm')).toThrow(said)
  })

  test.each<[what: string, key: string, change: (text: string) => string, said: RegExp]>([
    ['no record of its training', 'training', () => 'null', /training: .*Expected Object/],
    ['a seed that is none', 'training', (text) => text.replace('"seed":1', '"seed":-1'), /training: seed/],
    ['an adapter that is none', 'training', (text) => text.replace('"software"', '{}'), /training: adapter\.kind/],
    ['an array for an object', 'rule', () => '[]', /rule: /],
    ['a spread below zero', 'region', (text) => text.replace('0.1', '-0.1'), /region: std/],
    ['a lattice thirty times as large', 'lattice', (text) => text.replace('24', '714'), /lattice: a\.x/],
    ['a lattice without a size', 'lattice', (text) => text.replace('24', '0'), /lattice: a/],
    ['edges along each other', 'lattice', (text) => text.replace('"x":0,"y":24', '"x":24,"y":0'), /span no cell/],
    ['no column', 'lattice', (text) => text.replace('{"u":0,"v":0}', ''), /lattice: positions/],
    ['numbers beyond any', 'lattice', (text) => text.replace('"contrast":0.1', '"contrast":1e99'), /lattice: contrast/],
    ['a preset of its own', 'preset', () => '{"patch":1e9}', /its preset is none of Lacuna’s; train/],
    ['what is no JSON', 'lattice', () => '{', /lattice: no JSON/],
  ])('%s', async (_, key, change, said) => {
    const begun = performance.now()
    const bytes = await changed(key, change)
    expect(() => readModel(bytes, 'm.safetensors')).toThrow(ModelError)
    expect(() => readModel(bytes, 'm.safetensors')).toThrow(said)
    expect(() => readModel(bytes, 'm.safetensors')).toThrow(/^m\.safetensors: .*damaged/)
    expect(performance.now() - begun).toBeLessThan(5000)
  })

  test('a weight that is not finite', async () => {
    const { state, metadata } = decodeSafetensors(await sound, 'sound')
    const [name] = Object.keys(state)
    state[name].data[3] = NaN
    expect(() => readModel(encodeSafetensors(state, metadata), 'm')).toThrow(/is not finite; train it again/)
  })
})
