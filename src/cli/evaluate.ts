import { join } from 'node:path'
import type { Micrograph } from '../io/micrograph'
import { evaluationFiles } from '../session/report/evaluation'
import { evaluate as evaluateScores } from '../stem/evaluate/evaluate'
import { presetNamed } from '../stem/presets'
import { PUBLISHED_MICROGRAPH } from '../stem/published'
import { simulateMicrograph } from '../stem/simulate/micrograph'
import { simulateReproduction } from '../stem/simulate/reproduction'
import { epochsOption, noInputs, required, seedOption } from './arguments'
import { defineCommand } from './command'
import { readInputFile } from './input'
import { Output } from './output'
import { readPublishedSets } from './published-sets'
import { withEngine } from './with-engine'

export const evaluate = defineCommand({
  name: 'evaluate',
  summary: 'what each score finds: the paper’s sets, difficulty curves, a report',
  usage: '[--data DIR] [--preset fast|paper] [--epochs N] [--seed N] --out DIR',
  options: {
    data: {
      type: 'string',
      value: 'DIR',
      help: `the authors’ .npy sets under their published names,\nand ${PUBLISHED_MICROGRAPH} if the halves of the\nmicrograph are to be evaluated too (default: simulated)`,
    },
    preset: { type: 'string', value: 'NAME', help: 'fast (default) or paper' },
    epochs: { type: 'string', value: 'N', help: 'instead of the preset’s own number' },
    seed: { type: 'string', value: 'N', help: 'of weights, order and noise, and of simulated sets\n(default: 1)' },
    out: { type: 'string', value: 'DIR', help: 'folder for evaluation.json and evaluation.html' },
    json: { type: 'boolean', help: 'write evaluation.json to standard output too' },
  },
  notes: `Scores: lacuna; pca-40, the linear detector with matched filters; pca-20, template and paper,
the paper’s rule on the predictions of each.`,
  run: async (values, inputs, { print, signal, onProgress }) => {
    noInputs(inputs)
    const preset = presetNamed(values.preset ?? 'fast')
    const seed = seedOption(values.seed)
    const epochs = epochsOption(values.epochs)
    const output = Output.in(required('out', values.out))
    const data = values.data
      ? await readPublishedSets(values.data, preset.patch)
      : await simulateReproduction({ seed, signal, onProgress })
    const micrograph = values.data ? await micrographOf(values.data) : simulateMicrograph({ seed }).micrograph
    const evaluation = await withEngine((engine) =>
      evaluateScores(engine, data, {
        preset: preset.name,
        seed,
        ...(epochs !== undefined && { epochs }),
        ...(micrograph && { micrograph }),
        signal,
        onProgress,
      }),
    )
    const files = evaluationFiles(evaluation, { date: new Date(), runtime: `Node ${process.versions.node}` })
    for (const [name, content] of Object.entries(files)) output.add(name, content)
    const paths = await output.commit()
    print(values.json ? files['evaluation.json'] : `${files['evaluation.md']}\n${paths.join('\n')}\n`)
  },
})

/** The micrograph behind the published sets, if it lies beside them. */
async function micrographOf(folder: string): Promise<Micrograph | null> {
  const input = await readInputFile(join(folder, PUBLISHED_MICROGRAPH)).catch(() => null)
  return input?.kind === 'micrograph' ? input.micrograph : null
}
