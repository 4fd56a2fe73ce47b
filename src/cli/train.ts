import { basename, dirname } from 'node:path'
import { requireUsable } from '../io/check'
import type { Input } from '../io/micrograph'
import { throwIfAborted } from '../progress'
import { adapterLabel, duration } from '../session/report/labels'
import { micrographPatches, trainSummary } from '../session/local-detector'
import type { BulkPatches } from '../stem/bulk-model'
import { learn } from '../stem/bulk-model'
import { holdOut } from '../stem/holdout'
import { encodeModel } from '../stem/model-file'
import { joinPatches } from '../stem/patches'
import { presetNamed } from '../stem/presets'
import { epochsOption, required, seedOption, someInputs } from './arguments'
import { defineCommand } from './command'
import { readInputFile, usablePatches } from './input'
import { Output } from './output'
import { withEngine } from './with-engine'

export const train = defineCommand({
  name: 'train',
  summary: 'learns a crystal from micrographs or patches of it',
  usage: 'INPUT… --out model.safetensors [--preset fast|paper] [--epochs N] [--seed N]',
  options: {
    out: { type: 'string', value: 'FILE', help: 'the model, a safetensors file' },
    preset: { type: 'string', value: 'NAME', help: 'fast (default) or paper' },
    epochs: { type: 'string', value: 'N', help: 'instead of the preset’s own number' },
    seed: { type: 'string', value: 'N', help: 'of crops, weights, order and noise (default: 1)' },
    json: { type: 'boolean', help: 'write a summary as JSON' },
  },
  notes: `INPUT is a micrograph (PNG, JPEG, TIFF, or NPY of two dimensions) or a stack of 64 × 64
patches (NPY of three). All inputs should show one crystal at one magnification and orientation.`,
  run: async (values, inputs, { print, signal, onProgress }) => {
    someInputs(inputs)
    const preset = presetNamed(values.preset ?? 'fast')
    const seed = seedOption(values.seed)
    const epochs = epochsOption(values.epochs)
    const path = required('out', values.out)
    const output = Output.in(dirname(path))
    const parts: BulkPatches[] = []
    for (const input of inputs) parts.push(bulkPatches(await readInputFile(input), preset.patch, seed))

    const model = await withEngine(async (engine) => {
      const options = { seed, ...(epochs !== undefined && { epochs }), signal, onProgress }
      const model = await learn(engine, joined(parts), preset, options)
      // A model half trained is of use to a page that shows it, but nobody asked for its file.
      throwIfAborted(signal)
      return { file: await encodeModel(model), summary: trainSummary(model) }
    })
    output.add(basename(path), model.file)
    await output.commit()
    const { epochs: trained, patches, loss, trainSeconds, adapter } = model.summary
    print(
      values.json
        ? `${JSON.stringify({ model: path, ...model.summary }, null, 2)}\n`
        : `${path}: ${trained} epochs of ${patches} patches in ${duration(trainSeconds)}, loss ${loss.toFixed(1)}, ` +
            `on ${adapterLabel(adapter)}\n`,
    )
  },
})

function bulkPatches(input: Input, size: number, seed: number): BulkPatches {
  if (input.kind === 'stack') return holdOut(input.stack.name, usablePatches(input.stack, size))
  requireUsable(input.micrograph, size)
  return micrographPatches(input.micrograph, size, seed)
}

function joined(parts: readonly BulkPatches[]): BulkPatches {
  return {
    source: parts.map(({ source }) => source).join(', '),
    training: joinPatches(parts.map(({ training }) => training)),
    calibration: joinPatches(parts.map(({ calibration }) => calibration)),
    contaminated: parts.some(({ contaminated }) => contaminated),
  }
}
