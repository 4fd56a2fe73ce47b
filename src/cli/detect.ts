import type { Input } from '../io/micrograph'
import { encodeRgba } from '../io/png'
import type { Engine } from '../kernels'
import { detectionsCsv, detectionsJson, fileStem } from '../session/export'
import { detectMicrograph } from '../session/local-detector'
import { overlayRgba } from '../session/overlay'
import type { BulkModel } from '../stem/bulk-model'
import { enoughFor, isEnough } from '../stem/columns/calibration'
import type { ScoreName } from '../stem/detect'
import { SCORES, scorePatches, scorePatchesByRule } from '../stem/detect'
import { decodeModel } from '../stem/model-file'
import { numberOption, required, someInputs, usageError } from './arguments'
import type { Context } from './command'
import { defineCommand } from './command'
import { readBytes, readInputFile, usablePatches } from './input'
import { Output } from './output'
import { withEngine } from './with-engine'

/** What `--json` says of one input. */
type Found =
  { input: string; detections: number } | { input: string; patches: number; flagged: number; remark?: string }

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
    score: { type: 'string', value: 'NAME', help: 'of patches: lacuna (default) or paper' },
    rate: { type: 'string', value: 'P', help: 'false alarms that are accepted (default: 0.01)' },
    preset: { type: 'string', value: 'NAME', help: 'refuse a model of any other preset' },
    json: { type: 'boolean', help: 'write a summary as JSON' },
  },
  notes: `INPUT is a micrograph (PNG, JPEG, TIFF, or NPY of two dimensions) or a stack of 64 × 64
patches (NPY of three) of the crystal that the model has learned.`,
  run: async (values, paths, context) => {
    someInputs(paths)
    const modelPath = required('model', values.model)
    const judgement = { score: scoreOption(values.score), rate: rateOption(values.rate) }
    const output = Output.in(required('out', values.out))
    const modelBytes = await readBytes(modelPath)
    const inputs: Input[] = []
    for (const path of paths) inputs.push(await readInputFile(path))
    const found = await withEngine(async (engine) => {
      const model = decodeModel(engine, modelBytes, modelPath, values.preset)
      const results: Found[] = []
      for (const [i, input] of inputs.entries())
        results.push(await search(engine, model, input, paths[i], judgement, output, context))
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
  { score, rate }: { score: ScoreName; rate: number },
  output: Output,
  { signal, onProgress }: Context,
): Promise<Found> {
  const name = fileStem(path)
  const call = { signal, onProgress }
  if (input.kind === 'stack') {
    const patches = usablePatches(input.stack, model.vae.preset.patch)
    const { scores, pValues, flagged, columns } =
      score === 'paper'
        ? await scorePatchesByRule(engine, model, patches, call)
        : await scorePatches(engine, model, patches, rate, call)
    const file = { scores: Array.from(scores), pValues: Array.from(pValues), flagged, columns }
    output.add(`${name}.scores.json`, `${JSON.stringify(file)}\n`)
    const remark = score === 'lacuna' ? tooLittleBulk(model, rate) : undefined
    return { input: path, patches: patches.count, flagged: flagged.filter(Boolean).length, ...(remark && { remark }) }
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
  if ('flagged' in found) {
    const flagged = `${found.input}: ${found.flagged} of ${found.patches} patches are no bulk`
    return found.remark ? `${flagged}\n${found.input}: ${found.remark}` : flagged
  }
  return `${found.input}: ${found.detections} ${found.detections === 1 ? 'place' : 'places'} that bulk does not explain`
}

function scoreOption(name = 'lacuna'): ScoreName {
  const score = SCORES.find((known) => known === name)
  if (!score) throw usageError(`--score ${name}: there is no such score; use ${SCORES.join(' or ')}`)
  return score
}

function rateOption(value: string | undefined): number {
  return numberOption('rate', value, 0.01, { low: 1e-6, high: 0.5 })
}

/** What a reader must know where the bulk is too small to show so low a rate: then nothing can be flagged. */
function tooLittleBulk({ judge: { observer } }: BulkModel, rate: number): string | undefined {
  if (isEnough(observer.patches, rate)) return undefined
  return (
    `the model was calibrated on ${observer.patches.scores.length} patches of bulk, and a rate of ${rate} takes ` +
    `${enoughFor(rate)}: train on more patches, or give a larger --rate`
  )
}
