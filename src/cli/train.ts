import { basename, dirname } from 'node:path'
import { requireUsable } from '../io/check'
import type { Input } from '../io/micrograph'
import type { LongCall } from '../progress'
import { throwIfAborted } from '../progress'
import { adapterLabel, duration } from '../session/report/labels'
import { micrographPatches } from '../session/files/paper-result'
import { trainSummary } from '../session/train-summary'
import type { BulkPatches } from '../stem/model-file/bulk-model'
import { learn } from '../stem/model-file/bulk-model'
import { calibrateColumns } from '../stem/patch-detector/calibrate'
import { periodicPatches } from '../stem/micrograph/periodic-patches'
import type { TrainedOn } from '../stem/micrograph/trained-on'
import { hasRoom, matchedSampler, ownSampler } from '../stem/micrograph/view'
import { holdOut } from '../stem/patch/holdout'
import { findLattice } from '../stem/lattice/find'
import { encodeModel } from '../stem/model-file/model-file'
import { joinPatches } from '../stem/patch/patches'
import { presetNamed } from '../stem/model/presets'
import type { Rectangle } from '../stem/patch/rectangle'
import { usablePatches } from '../stem/patch/usable-patches'
import { epochsOption, regionOption, required, seedOption, someInputs, usageError } from './arguments'
import { defineCommand } from './command'
import { readInputFile } from './input'
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
    region: {
      type: 'string',
      value: 'X,Y,W,H',
      help: 'part of the one micrograph to learn from, px (default: all of it)',
    },
    seed: { type: 'string', value: 'N', help: 'of crops, weights, order and noise (default: 1)' },
    json: { type: 'boolean', help: 'write a summary as JSON' },
  },
  notes: `INPUT is a micrograph (PNG, JPEG, TIFF, or NPY of two dimensions) or a stack of 64 × 64
patches (NPY of three). All inputs should show one crystal; micrographs whose
lattice is found are brought to one scale and orientation.`,
  run: async (values, inputs, { print, signal, onProgress }) => {
    someInputs(inputs)
    const preset = presetNamed(values.preset ?? 'fast')
    const seed = seedOption(values.seed)
    const epochs = epochsOption(values.epochs)
    const region = regionOption(values.region)
    if (region && inputs.length > 1) throw usageError('--region is of one micrograph: give a single input')
    const path = required('out', values.out)
    const output = Output.in(dirname(path))
    const parts: BulkPatches[] = []
    for (const path of inputs) {
      const learned = parts.find(({ trainedOn }) => trainedOn)?.trainedOn ?? null
      const taken = { size: preset.patch, seed, learned, region }
      parts.push(await bulkPatches(await readInputFile(path), path, taken, { signal, onProgress }))
    }

    const model = await withEngine(async (engine) => {
      const options = { seed, ...(epochs !== undefined && { epochs }), calibrate: calibrateColumns, signal, onProgress }
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

interface Taken {
  size: number
  seed: number
  /** The lattice of the first micrograph: others are laid on it. */
  learned: TrainedOn | null
  region: Rectangle | null
}

/** Crops of a periodic micrograph show its lattice at the scale that the model is made for, others the pixels as they are. */
async function bulkPatches(
  input: Input,
  path: string,
  { size, seed, learned, region }: Taken,
  call: LongCall,
): Promise<BulkPatches> {
  if (input.kind === 'stack') {
    if (region) throw usageError(`--region is of a micrograph, and ${path} is a stack of patches`)
    return holdOut(input.stack.name, usablePatches(input.stack, size))
  }
  const { micrograph } = input
  requireUsable(micrograph, size)
  const lattice = await findLattice(micrograph, call)
  if (lattice.verdict === 'periodic') {
    const sampler = learned ? matchedSampler(micrograph, lattice, learned, path) : ownSampler(micrograph, lattice)
    if (hasRoom(sampler.frame, size)) {
      return periodicPatches(micrograph, lattice, sampler, size, seed, { learned, region })
    }
  }
  return micrographPatches(micrograph, size, seed, region)
}

function joined(parts: readonly BulkPatches[]): BulkPatches {
  return {
    source: parts.map(({ source }) => source).join(', '),
    training: joinPatches(parts.map(({ training }) => training)),
    calibration: joinPatches(parts.map(({ calibration }) => calibration)),
    region: parts.length === 1 ? (parts[0].region ?? null) : null,
    contaminated: parts.some(({ contaminated }) => contaminated),
    // Pixels that do not show the same lattice at the same scale would make it untrue.
    trainedOn: parts.every(({ trainedOn }) => trainedOn) ? (parts[0].trainedOn ?? null) : null,
  }
}
