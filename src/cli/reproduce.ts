import { reportFiles } from '../session/report/files'
import { table1Json, table1Markdown } from '../session/report/table1'
import { presetNamed } from '../stem/presets'
import { reproduce as reproduceTable } from '../stem/reproduce'
import { simulateReproduction } from '../stem/simulate/reproduction'
import { epochsOption, noInputs, required, seedOption } from './arguments'
import { defineCommand } from './command'
import { Output } from './output'
import { readPublishedSets } from './published-sets'
import { withEngine } from './with-engine'

export const reproduce = defineCommand({
  name: 'reproduce',
  summary: 'the paper’s experiment: Table 1, Figures 1 and 2, and a report',
  usage: '[--data DIR] [--preset fast|paper] [--epochs N] [--seed N] --out DIR',
  options: {
    data: {
      type: 'string',
      value: 'DIR',
      help: 'the authors’ .npy sets under their published names\n(default: simulated)',
    },
    preset: { type: 'string', value: 'NAME', help: 'fast (default) or paper' },
    epochs: { type: 'string', value: 'N', help: 'instead of the preset’s own number' },
    seed: { type: 'string', value: 'N', help: 'of weights, order and noise, and of simulated sets\n(default: 1)' },
    out: {
      type: 'string',
      value: 'DIR',
      help: 'folder for table1.json, table1.md, figure1.png,\nfigure2.svg and report.html',
    },
    json: { type: 'boolean', help: 'write table1.json to standard output too' },
  },
  run: async (values, inputs, { print, signal, onProgress }) => {
    noInputs(inputs)
    const preset = presetNamed(values.preset ?? 'fast')
    const seed = seedOption(values.seed)
    const epochs = epochsOption(values.epochs)
    const output = Output.in(required('out', values.out))
    const data = values.data
      ? await readPublishedSets(values.data, preset.patch)
      : await simulateReproduction({ seed, signal, onProgress })
    const reproduction = await withEngine((engine) =>
      reproduceTable(engine, data, {
        preset: preset.name,
        seed,
        ...(epochs !== undefined && { epochs }),
        signal,
        onProgress,
      }),
    )
    const files = reportFiles(reproduction, { date: new Date(), runtime: `Node ${process.versions.node}` })
    for (const [name, content] of Object.entries(files)) output.add(name, content)
    const paths = await output.commit()
    print(values.json ? table1Json(reproduction) : `${table1Markdown(reproduction)}\n${paths.join('\n')}\n`)
  },
})
