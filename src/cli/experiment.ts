import type { Engine } from '../kernels'
import type { LongCall } from '../progress'
import type { Reading } from '../session/reading/reading'
import type { ReportContext } from '../session/report/html'
import type { ReproductionData } from '../stem/paper/image-sets'
import type { PresetName } from '../stem/model/presets'
import { presetNamed } from '../stem/model/presets'
import { simulateReproduction } from '../stem/simulate/reproduction'
import { noInputs, required } from './arguments'
import type { Options, Values } from './command'
import { defineCommand } from './command'
import { Output } from './output'
import { readSetsFolder } from './published-sets'
import { REQUEST_OPTIONS, requestOf } from './request-options'
import { withEngine } from './with-engine'

interface ExperimentOptions extends LongCall {
  preset: PresetName
  seed: number
  epochs?: number
}

/** What `--data` names, if it was given, where files of it are read, and what was read of the experiment's own options. */
interface Given<Own> {
  folder?: string
  reading: Reading
  own?: Own
}

/** What tells one experiment on the paper's image sets from another. */
interface Experiment<Result, Own> {
  name: string
  summary: string
  /** Help for `--data` and `--out`. */
  data: string
  out: string
  notes?: string
  /** Options of its own, and what is read of them before anything is computed. */
  own?: { options: Options; read: (values: Values<Options>) => Own }
  run: (engine: Engine, data: ReproductionData, options: ExperimentOptions, given: Given<Own>) => Promise<Result>
  /** Every file by its name. */
  files: (result: Result, context: ReportContext) => Record<string, Uint8Array | string>
  /** Of the files: what `--json` prints, and what is printed without. */
  printed: { json: string; text: string }
}

/** A command that runs an experiment on the authors' sets, or on simulated ones, and writes its report. */
export function defineExperiment<Result, Own = never>(experiment: Experiment<Result, Own>) {
  const { name, summary, data, out, notes, own, run, files, printed } = experiment
  return defineCommand({
    name,
    summary,
    usage: '[--data DIR] [--preset fast|paper] [--epochs N] [--seed N] --out DIR',
    options: {
      data: { type: 'string', value: 'DIR', help: data },
      preset: REQUEST_OPTIONS.preset,
      epochs: REQUEST_OPTIONS.epochs,
      seed: { ...REQUEST_OPTIONS.seed, help: 'draw weights, order, noise and simulated sets from it\n(default: 1)' },
      out: { type: 'string', value: 'DIR', help: out },
      ...own?.options,
      json: { type: 'boolean', help: `print ${printed.json}` },
    },
    ...(notes !== undefined && { notes }),
    run: async (values, inputs, { reading, print, clear, signal, onProgress }) => {
      const call = { signal, onProgress }
      noInputs(inputs)
      const { preset, seed, epochs } = await requestOf(values)
      const read = own?.read(values)
      const output = Output.in(required('out', values.out))
      const sets = values.data
        ? await readSetsFolder(values.data, presetNamed(preset).patch)
        : await simulateReproduction({ seed, ...call })
      const options = { preset, seed, ...(epochs !== null && { epochs }), ...call }
      const result = await withEngine({ clear }, (engine) =>
        run(engine, sets, options, { folder: values.data, reading, own: read }),
      )
      const written = files(result, { date: new Date(), runtime: `Node ${process.versions.node}` })
      for (const [file, content] of Object.entries(written)) output.add(file, content)
      const paths = await output.commit()
      const shown = String(written[values.json ? printed.json : printed.text])
      print(values.json ? shown : `${shown}\n${paths.join('\n')}\n`)
    },
  })
}
