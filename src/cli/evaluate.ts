import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Micrograph } from '../io/micrograph'
import type { Reading } from '../session/reading/reading'
import { evaluationFiles } from '../session/report/evaluation'
import { evaluate as evaluateScores } from '../stem/evaluate/evaluate'
import { PUBLISHED_MICROGRAPH } from '../stem/paper/published'
import { simulateMicrograph } from '../stem/simulate/micrograph'
import { numberOption } from './arguments'
import { defineExperiment } from './experiment'
import { readBytes } from './input'

export const evaluate = defineExperiment({
  name: 'evaluate',
  summary: 'measure what each score finds: the paper’s sets, difficulty curves, a report',
  data: `read the authors’ .npy sets from this folder, and\n${PUBLISHED_MICROGRAPH} to evaluate its halves too\n(default: simulated sets)`,
  out: 'write evaluation.json, evaluation.md and\nevaluation.html to this folder',
  notes: `Scores: lacuna; pca-40, the linear detector with matched filters; pca-20, template and paper,
the paper’s rule on the predictions of each.`,
  own: {
    options: {
      atoms: {
        type: 'string',
        value: 'N',
        help: 'also columns that lack single atoms, by multislice, N\nconfigurations of thermal motion (0: at rest, minutes)',
      },
    },
    read: ({ atoms }) => {
      const limits = { low: 0, high: 1000, integer: true }
      return typeof atoms === 'string' ? { phonons: numberOption('atoms', atoms, 0, limits) } : {}
    },
  },
  run: async (engine, data, options, { folder, reading, own }) => {
    const { seed } = options
    const micrograph = folder ? await micrographOf(folder, reading) : simulateMicrograph({ seed }).micrograph
    return evaluateScores(engine, data, { ...options, ...own, ...(micrograph && { micrograph }) })
  },
  files: evaluationFiles,
  printed: { json: 'evaluation.json', text: 'evaluation.md' },
})

/** The micrograph behind the published sets, if it lies beside them. */
async function micrographOf(folder: string, reading: Reading): Promise<Micrograph | null> {
  const path = join(folder, PUBLISHED_MICROGRAPH)
  if (!existsSync(path)) return null
  const input = await reading.open(await readBytes(path), path)
  return input.kind === 'micrograph' ? input.micrograph : null
}
