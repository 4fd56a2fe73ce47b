import type { Input } from '../io/micrograph'
import { encodeRgba } from '../io/png'
import type { Engine } from '../kernels'
import { detectionsCsv, detectionsJson, fileStem } from '../session/export'
import { detectMicrograph } from '../session/local-detector'
import { overlayRgba } from '../session/overlay'
import type { BulkModel } from '../stem/bulk-model'
import { scorePatches } from '../stem/detect'
import { decodeModel } from '../stem/model-file'
import { required, someInputs } from './arguments'
import type { Context } from './command'
import { defineCommand } from './command'
import { readBytes, readInputFile, usablePatches } from './input'
import { Output } from './output'
import { withEngine } from './with-engine'

/** What `--json` says of one input. */
type Found = { input: string; detections: number } | { input: string; patches: number; flagged: number }

export const detect = defineCommand({
  name: 'detect',
  summary: 'finds what a trained model does not explain',
  usage: 'INPUT… --model model.safetensors --out DIR',
  options: {
    model: { type: 'string', value: 'FILE', help: 'written by lacuna train or saved by the page' },
    out: {
      type: 'string',
      value: 'DIR',
      help:
        'folder for NAME.detections.json, NAME.detections.csv\nand NAME.overlay.png of a micrograph, ' +
        'NAME.scores.json\nof a stack of patches',
    },
    preset: { type: 'string', value: 'NAME', help: 'refuse a model of any other preset' },
    json: { type: 'boolean', help: 'write a summary as JSON' },
  },
  notes: `INPUT is a micrograph (PNG, JPEG, TIFF, or NPY of two dimensions) or a stack of 64 × 64
patches (NPY of three) of the crystal that the model has learned.`,
  run: async (values, paths, context) => {
    someInputs(paths)
    const modelPath = required('model', values.model)
    const output = Output.in(required('out', values.out))
    const modelBytes = await readBytes(modelPath)
    const inputs: Input[] = []
    for (const path of paths) inputs.push(await readInputFile(path))
    const found = await withEngine(async (engine) => {
      const model = decodeModel(engine, modelBytes, modelPath, values.preset)
      const results: Found[] = []
      for (const [i, input] of inputs.entries())
        results.push(await search(engine, model, input, paths[i], output, context))
      return results
    })
    const files = await output.commit()
    context.print(
      values.json
        ? `${JSON.stringify({ inputs: found, files }, null, 2)}\n`
        : `${[...found.map(describe), ...files].join('\n')}\n`,
    )
  },
})

async function search(
  engine: Engine,
  model: BulkModel,
  input: Input,
  path: string,
  output: Output,
  { signal, onProgress }: Context,
): Promise<Found> {
  const name = fileStem(path)
  const call = { signal, onProgress }
  if (input.kind === 'stack') {
    const patches = usablePatches(input.stack, model.vae.preset.patch)
    const { scores, flagged } = await scorePatches(engine, model, patches, call)
    output.add(`${name}.scores.json`, `${JSON.stringify({ scores: Array.from(scores), flagged })}\n`)
    return { input: path, patches: patches.count, flagged: flagged.filter(Boolean).length }
  }
  const result = await detectMicrograph(engine, model, input.micrograph, call)
  const { data, width, height } = overlayRgba(result)
  const training = { preset: model.vae.preset.name, seed: model.training.seed, epochs: model.training.epochs }
  output.add(`${name}.detections.json`, detectionsJson(result, training))
  output.add(`${name}.detections.csv`, detectionsCsv(result))
  output.add(`${name}.overlay.png`, encodeRgba(data, width, height))
  return { input: path, detections: result.detections.length }
}

function describe(found: Found): string {
  if ('flagged' in found) return `${found.input}: ${found.flagged} of ${found.patches} patches are no bulk`
  return `${found.input}: ${found.detections} ${found.detections === 1 ? 'place' : 'places'} that bulk does not explain`
}
