import { InputError, LacunaError } from '../errors'
import { readInput } from '../io/read'
import type { Engine } from '../kernels'
import { throwIfAborted } from '../progress'
import type { ScoreName } from '../stem/paper/detect'
import { SCORES } from '../stem/paper/detect'
import { RATE } from '../stem/micrograph/rate'
import { decodeModel } from '../stem/model-file/model-file'
import { presetNamed } from '../stem/model/presets'
import { epochsOption, numberOption, regionOption, required, seedOption, someInputs, usageError } from './arguments'
import type { Context } from './command'
import { defineCommand } from './command'
import type { FieldFound, FieldRequest } from './detect-field'
import { detectByRule, detectField, foundBefore, requestFor, sha256 } from './detect-field'
import type { StackFound } from './detect-stack'
import { detectStack } from './detect-stack'
import { readCrystal } from './info-lattice'
import { readBytes } from './input'
import { listInputs, outputNames } from './inputs'
import { runJobs } from './jobs'
import { Output } from './output'
import { withLazyEngine } from './with-engine'

/** What `--json` says of one input. */
type Found = { input: string } & (FieldFound | { detections: number } | StackFound | { error: string })

interface Judgement {
  score: ScoreName
  rate: number
  /** Å per pixel of a stack of patches, whose files know none. */
  pixelSize: number | null
}

export const detect = defineCommand({
  name: 'detect',
  summary: 'finds what does not belong in micrographs or patches',
  usage: 'INPUT… --out DIR [--model FILE] [--rate P] [--crystal NAME] [--jobs N]',
  options: {
    out: { type: 'string', value: 'DIR', help: 'folder for the files of every input, see below' },
    model: { type: 'string', value: 'FILE', help: 'trained elsewhere (default: train on each micrograph)' },
    crystal: {
      type: 'string',
      value: 'NAME',
      help: 'recalibrate by this crystal and name its columns:\nsrtio3-001, or a JSON file',
    },
    rate: { type: 'string', value: 'P', help: 'part of the detections that may be false (0.01)' },
    name: { type: 'string', value: 'NAME', help: 'of the files, for one input (default: the input’s own)' },
    'pixel-size': { type: 'string', value: 'A', help: 'of a stack of patches, Å: gives displacements in Å too' },
    jobs: { type: 'string', value: 'N', help: 'files that are searched at a time (default: 1)' },
    score: { type: 'string', value: 'NAME', help: 'lacuna (default) or paper' },
    preset: {
      type: 'string',
      value: 'NAME',
      help: 'to train with: fast (default) or paper; with --model, refuse\na model of any other',
    },
    epochs: { type: 'string', value: 'N', help: 'to train, instead of the preset’s own number' },
    region: {
      type: 'string',
      value: 'X,Y,W,H',
      help: 'part of each micrograph to learn from, px (default: all of it);\nall of it is searched',
    },
    seed: { type: 'string', value: 'N', help: 'of crops, weights, order and noise (default: 1)' },
    json: { type: 'boolean', help: 'write a summary as JSON' },
  },
  notes: `INPUT is a micrograph, a folder of them, or a stack of 64 × 64 patches (NPY of three
dimensions; takes --model). Of a micrograph: NAME.detections.json and .csv, NAME.columns.csv,
NAME.overlay.png, NAME.heat.tif (32 bit), NAME.displacements.png; of one that is not periodic
only the JSON, with that verdict; of a stack NAME.scores.json. What an earlier run has found
of the same file with the same options stays. A bad file does not stop the others: its error
is told, and the command ends with 2.`,
  run: async (values, given, context) => {
    someInputs(given)
    const folder = required('out', values.out)
    const judgement = {
      score: scoreOption(values.score),
      rate: numberOption('rate', values.rate, RATE.usual, { low: RATE.least, high: RATE.most }),
      pixelSize: numberOption('pixel-size', values['pixel-size'], undefined, { low: 1e-3, high: 10 }) ?? null,
    }
    const jobs = numberOption('jobs', values.jobs, 1, { low: 1, high: 64, integer: true })
    const [preset, seed, epochs] = [
      presetNamed(values.preset ?? 'fast'),
      seedOption(values.seed),
      epochsOption(values.epochs),
    ]
    const region = regionOption(values.region)
    if (region && values.model !== undefined) throw usageError('--region is for training: leave it or --model out')
    if (region && judgement.score === 'paper')
      throw usageError('--region is for --score lacuna: the paper’s rule learns all of it')
    const projection = values.crystal === undefined ? null : await readCrystal(values.crystal)
    Output.in(folder)
    const modelBytes = values.model === undefined ? null : await readBytes(values.model)
    const paths = await listInputs(given)
    const names = values.name === undefined ? outputNames(paths) : [onlyName(values.name, paths)]

    const report = new Report(paths.length, context)
    if (jobs > 1 && paths.length > 1) {
      const options = optionsOf(values)
      await runJobs<Found>(
        paths.map((path, n) => ['detect', ...options, '--name', names[n], '--json', '--', path]),
        jobs,
        (n, result) => report.take(paths[n], result),
        context,
      )
    } else {
      await withLazyEngine(async (openEngine) => {
        const trained = modelBytes && {
          model: decodeModel(await openEngine(), modelBytes, values.model!, values.preset),
          path: values.model!,
        }
        const request: FieldRequest = {
          model: modelBytes ? sha256(modelBytes) : preset.name,
          seed,
          epochs: epochs ?? null,
          region,
          rate: judgement.rate,
          crystal: values.crystal ?? null,
          preset,
          trained,
          projection,
        }
        for (const [n, path] of paths.entries()) {
          const output = Output.in(folder)
          await report.attempt(path, async () => {
            const found = await searchFile(openEngine, path, names[n], folder, request, judgement, output, context)
            return { found, files: await output.commit() }
          })
        }
      })
    }
    report.print(values.json === true)
  },
})

async function searchFile(
  openEngine: () => Promise<Engine>,
  path: string,
  name: string,
  folder: string,
  request: FieldRequest,
  judgement: Judgement,
  output: Output,
  context: Context,
): Promise<Found> {
  const begun = performance.now()
  const bytes = await readBytes(path)
  const recorded = requestFor(bytes, request)
  const before = judgement.score === 'lacuna' && foundBefore(folder, name, recorded)
  if (before) return { input: path, ...before }
  const input = await readInput(bytes, path)
  const readSeconds = (performance.now() - begun) / 1000
  if (input.kind === 'stack') {
    if (!request.trained) throw new InputError('no-model', path, 'patches are judged by a trained model: give --model')
    return {
      input: path,
      ...(await detectStack(await openEngine(), request.trained, input.stack, name, judgement, output, context)),
    }
  }
  const { micrograph } = input
  if (judgement.score === 'paper')
    return { input: path, ...(await detectByRule(await openEngine(), micrograph, name, request, output, context)) }
  return {
    input: path,
    ...(await detectField(openEngine, micrograph, name, recorded, request, readSeconds, output, context)),
  }
}

/** Collects what was found, and errors where there are further inputs to go on with. */
class Report {
  private readonly found: Found[] = []
  private readonly files: string[] = []
  private readonly errors: string[] = []

  constructor(
    private readonly inputs: number,
    private readonly context: Context,
  ) {}

  async attempt(path: string, search: () => Promise<{ found: Found; files: string[] }>): Promise<void> {
    try {
      const { found, files } = await search()
      this.take(path, { inputs: [found], files })
    } catch (error) {
      throwIfAborted(this.context.signal)
      if (this.inputs === 1 || !(error instanceof LacunaError)) throw error
      this.take(path, error)
    }
  }

  take(input: string, result: { inputs: Found[]; files: string[] } | LacunaError): void {
    if (result instanceof LacunaError) {
      this.errors.push(result.message)
      this.found.push({ input, error: result.message })
      return
    }
    this.found.push(...result.inputs)
    this.files.push(...result.files)
  }

  /** Throws at the end if anything went wrong on the way. */
  print(json: boolean): void {
    const lines = [...this.found.filter((found) => !('error' in found)).map(describe), ...this.files]
    // Of this process alone, the adapter's share included where it is a software one.
    const summary = { inputs: this.found, files: this.files, peakBytes: 1024 * process.resourceUsage().maxRSS }
    const text = json ? JSON.stringify(summary, null, 2) : lines.join('\n')
    if (json || lines.length > 0) this.context.print(`${text}\n`)
    if (this.errors.length === 0) return
    const count = `${this.errors.length} of ${this.inputs} inputs could not be searched`
    throw new InputError('inputs', '', [count, ...this.errors].join('; '))
  }
}

function describe(found: Found): string {
  if ('error' in found) return `${found.input}: ${found.error}`
  if ('flagged' in found) {
    const flagged = `${found.input}: ${found.flagged} of ${found.patches} patches are no bulk`
    return found.remark ? `${flagged}\n${found.input}: ${found.remark}` : flagged
  }
  const before = 'skipped' in found && found.skipped ? ' (found before; its files stay)' : ''
  if ('reason' in found && found.reason !== undefined) return `${found.input}: not periodic: ${found.reason}${before}`
  const places = `${found.detections} ${found.detections === 1 ? 'column does' : 'columns do'} not belong`
  const regions =
    'regions' in found && found.regions > 0 ? `, ${found.regions} ${found.regions === 1 ? 'region' : 'regions'}` : ''
  return `${found.input}: ${places}${regions}${before}`
}

function onlyName(name: string, paths: readonly string[]): string {
  if (paths.length > 1) throw usageError('--name is for one input')
  if (/[/\\]/.test(name) || name === '') throw usageError(`--name ${name}: give a name without a folder`)
  return name
}

function scoreOption(name = 'lacuna'): ScoreName {
  const score = SCORES.find((known) => known === name)
  if (!score) throw usageError(`--score ${name}: there is no such score; use ${SCORES.join(' or ')}`)
  return score
}

/** The options as they were given, for a process that searches one of the inputs. */
function optionsOf(values: Readonly<Record<string, string | boolean | undefined>>): string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    typeof value === 'string' && name !== 'jobs' ? [`--${name}`, value] : [],
  )
}
