import { SCORES } from '../session/detector'
import type { ScoreName } from '../session/detector'
import { longestName } from '../session/files/result-files'
import { numberOption, required, someInputs, usageError } from './arguments'
import { defineCommand } from './command'
import { DetectReport } from './detect-report'
import type { Found } from './found'
import type { Input, Take } from './in-groups'
import { inGroups } from './in-groups'
import { listInputs, outputNames } from './inputs'
import { runJobs } from './jobs'
import { AUTO, modelFolder, Models, requireModels } from './models'
import { OPENING_OPTIONS, openingOptions } from './opening-options'
import { Output } from './output'
import { REQUEST_OPTIONS, requestOf, ZONE_OPTION } from './request-options'
import { MOST_SEEDS } from '../session/request'
import { searchFile } from './search-file'
import { withDetector } from './with-detector'

export const detect = defineCommand({
  name: 'detect',
  summary: 'find what does not belong in micrographs or patches',
  usage: 'INPUT… --out DIR [--model FILE|DIR|auto] [--rate P] [--jobs N]',
  options: {
    out: { type: 'string', value: 'DIR', help: 'write the files of every input to this folder (see below)' },
    model: {
      type: 'string',
      value: 'FILE',
      help: 'use this model, or the one of a folder that knows the lattice;\nauto trains one for each lattice (default: one for each micrograph)',
    },
    crystal: REQUEST_OPTIONS.crystal,
    zone: ZONE_OPTION,
    rate: REQUEST_OPTIONS.rate,
    thickness: REQUEST_OPTIONS.thickness,
    contrast: REQUEST_OPTIONS.contrast,
    name: { type: 'string', value: 'NAME', help: 'begin the names of one input’s files so (default: its own name)' },
    ...OPENING_OPTIONS,
    'per-frame': {
      type: 'boolean',
      help: 'search every frame of a series too, at the columns of their\nsum: what is found in each, what appears, vanishes or moves',
    },
    seeds: {
      type: 'string',
      value: 'N',
      help: 'train and search N times, each from a seed of its own, and tell\nwhich columns how many of them find (default: 1; at most 9)',
    },
    report: { type: 'boolean', help: 'write a report (HTML) of every micrograph: pictures, maps, methods' },
    jobs: { type: 'string', value: 'N', help: 'search N files at a time (default: 1)' },
    score: { type: 'string', value: 'NAME', help: 'judge by lacuna (default) or by paper, the paper’s rule' },
    preset: {
      ...REQUEST_OPTIONS.preset,
      help: 'train with fast (default) or paper; with --model, refuse a model\nof another preset',
    },
    epochs: REQUEST_OPTIONS.epochs,
    region: {
      ...REQUEST_OPTIONS.region,
      help: 'learn from this part of each micrograph alone, px; the whole\nmicrograph is searched',
    },
    seed: REQUEST_OPTIONS.seed,
    json: { type: 'boolean', help: 'print a summary as JSON' },
  },
  notes: `INPUT is a micrograph, a folder of them, or a stack of 64 × 64 patches (NPY of three
dimensions; takes --model). A micrograph gives NAME.detections.json and .csv,
NAME.columns.csv, NAME.overlay.png, NAME.heat.tif (32 bit) and NAME.displacements.png; one
of two phases NAME.phase.tif as well; one without a lattice gives that verdict, and all but
the pictures of columns, or the JSON alone; a stack gives NAME.scores.json; --per-frame adds
NAME.frames.json and .csv, NAME.events.csv, NAME.kymograph.png, NAME.series.csv (columns
over time) and NAME.drift.csv; --seeds adds NAME.seeds.json and .csv, --report
NAME.report.html. What an earlier run found in the same file with the same options stays,
and what a person said of its columns (review) is kept with any options. A bad file does not
stop the others: the command tells its error and ends with 2.`,
  run: async (values, given, context) => {
    someInputs(given)
    const folder = required('out', values.out)
    const score = scoreOption(values.score)
    const request = await requestOf(values)
    if (request.thickness !== null && request.crystal === null)
      throw usageError('--thickness counts cells of a crystal: name it with --crystal, or leave --thickness out')
    const perFrame = values['per-frame'] === true
    const withReport = values.report === true
    if (withReport && score === 'paper') throw usageError('--report is for --score lacuna')
    if (perFrame && score === 'paper') throw usageError('--per-frame is for --score lacuna')
    const seeds = seedsOption(values, request.seed)
    const asked = openingOptions(values)
    const opening = perFrame ? { ...asked, frames: asked.frames ?? ('all' as const) } : asked
    const jobs = numberOption('jobs', values.jobs, 1, { low: 1, high: 64, integer: true })
    if (request.region && values.model !== undefined)
      throw usageError('--region is for training: leave it or --model out')
    if (request.region && score === 'paper')
      throw usageError('--region is for --score lacuna: the paper’s rule learns all of it')
    if (values.model !== undefined) await requireModels(values.model)
    const paths = await listInputs(given)
    const names = values.name === undefined ? outputNames(paths) : [onlyName(values.name, paths)]
    Output.in(folder, ...names.map(longestName))

    const report = new DetectReport(paths.length, context)
    const inputs = paths.map((path, n) => ({ path, name: names[n] }))
    const { signal, onProgress, reading } = context
    const how = { folder, request, opening, perFrame, seeds, withReport, score, reading, call: { signal, onProgress } }
    const here = (some: readonly Input[], follow: readonly Input[] = []) =>
      withDetector(context, async (detector) => {
        const models =
          values.model === undefined ? null : await Models.load(detector, values.model, folder, values.preset)
        for (const [n, input] of some.entries()) {
          const later = [...some.slice(n + 1), ...follow].map(({ path }) => path)
          await report.attempt(input.path, () => searchFile(detector, input, { ...how, models, follow: later }))
        }
      })
    const atOnce = (some: readonly Input[], model: string | undefined, take: Take) =>
      runJobs<Found>(
        some.map(({ path, name }) => [
          'detect',
          ...optionsOf({ ...values, model }),
          `--name=${name}`,
          '--json',
          '--',
          path,
        ]),
        jobs,
        (n, result) => take(some[n], result),
        context,
      )
    const take: Take = ({ path }, result) => report.take(path, result)
    if (jobs === 1 || inputs.length === 1) await here(inputs)
    else if (values.model === AUTO) await inGroups(inputs, { here, atOnce, take, models: modelFolder(folder) })
    else await atOnce(inputs, values.model, take)
    report.print(values.json === true)
  },
})

/** How many seeds, from the first on. */
function seedsOption({ seeds, model, score }: Readonly<Record<string, unknown>>, first: number): number {
  const count = numberOption('seeds', seeds as string | undefined, 1, { low: 1, high: MOST_SEEDS, integer: true })
  if (count === 1) return 1
  if (model !== undefined) throw usageError('--seeds trains anew from each seed: leave it or --model out')
  if (score === 'paper') throw usageError('--seeds is for --score lacuna')
  if (first + count > 2 ** 32) throw usageError(`--seeds ${count}: there are not so many from ${first} on`)
  return count
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
    typeof value === 'string' && name !== 'jobs'
      ? [`--${name}=${value}`]
      : name === 'per-frame' || name === 'report'
        ? [`--${name}`]
        : [],
  )
}
