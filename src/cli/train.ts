import { basename, dirname } from 'node:path'
import { FORMAT_NAMES } from '../io/read'
import { adapterLabel, duration } from '../session/report/labels'
import { required, someInputs, usageError } from './arguments'
import { defineCommand } from './command'
import { readBytes } from './input'
import { OPENING_OPTIONS, openingOptions } from './opening-options'
import { Output } from './output'
import { REQUEST_OPTIONS, requestOf } from './request-options'
import { withDetector } from './with-detector'

export const train = defineCommand({
  name: 'train',
  summary: 'learn a crystal from micrographs or patches of it',
  usage: 'INPUT… --out model.safetensors [--preset fast|paper] [--epochs N] [--seed N]',
  options: {
    out: { type: 'string', value: 'FILE', help: 'write the model to this safetensors file' },
    preset: REQUEST_OPTIONS.preset,
    epochs: REQUEST_OPTIONS.epochs,
    region: REQUEST_OPTIONS.region,
    ...OPENING_OPTIONS,
    seed: REQUEST_OPTIONS.seed,
    json: { type: 'boolean', help: 'print a summary as JSON' },
  },
  notes: `INPUT is a micrograph (${FORMAT_NAMES}),
or a stack of 64 × 64 patches (NPY of three dimensions). All inputs should show one crystal;
micrographs whose lattice is found are brought to one scale and orientation.`,
  run: async (values, inputs, { print, reading, clear, signal, onProgress }) => {
    someInputs(inputs)
    const asked = { ...(await requestOf(values)), ...openingOptions(values), signal, onProgress }
    if (asked.region && inputs.length > 1) throw usageError('--region is of one micrograph: give a single input')
    const path = required('out', values.out)
    const output = Output.in(dirname(path))
    const { summary, bytes } = await withDetector({ reading, clear }, async (detector) => {
      for (const input of inputs) await detector.addBulk(await readBytes(input), input, asked)
      const summary = await detector.train(asked)
      return { summary, bytes: await detector.saveModel() }
    })
    output.add(basename(path), bytes)
    await output.commit()
    const { epochs, patches, loss, trainSeconds, adapter } = summary
    print(
      values.json
        ? `${JSON.stringify({ model: path, ...summary }, null, 2)}\n`
        : `${path}: ${epochs} epochs of ${patches} patches in ${duration(trainSeconds)}, loss ${loss.toFixed(1)}, ` +
            `on ${adapterLabel(adapter)}\n`,
    )
  },
})
