import { InputError, ModelError } from '../errors'
import type { PatchStack } from '../io/micrograph'
import { isNpy } from '../io/npy'
import type { LongCall } from '../progress'
import type { ScoreName } from '../session/detector'
import { SCORES } from '../session/detector'
import type { FileRecord } from '../session/files/record'
import type { ResultFile } from '../session/files/result-files'
import { seriesRecord } from '../session/files/frames'
import { micrographRecord } from '../session/files/record'
import { frameFiles, longestName, paperFiles, patchFiles, reportFile, resultFiles } from '../session/files/result-files'
import type { LocalDetector } from '../session/local-detector'
import type { Opening } from '../session/opening'
import type { Reading } from '../session/reading/reading'
import { searchReport } from '../session/report/search/report'
import type { ForeignModel } from '../session/recorded'
import { recordedRequest, sha256 } from '../session/recorded'
import type { DetectRequest } from '../session/request'
import { numberOption, required, someInputs, usageError } from './arguments'
import { defineCommand } from './command'
import { DetectReport } from './detect-report'
import type { Found } from './found'
import { fileRecord, fitsOf, foundBefore, foundByRule, foundInPatches, foundNow, reviewBefore } from './found'
import { readBytes } from './input'
import { listInputs, outputNames } from './inputs'
import { runJobs } from './jobs'
import { OPENING_OPTIONS, openingOptions } from './opening-options'
import { Output } from './output'
import { REQUEST_OPTIONS, requestOf, ZONE_OPTION } from './request-options'
import { withDetector } from './with-detector'

/** How all inputs are searched. */
interface Search {
  folder: string
  request: DetectRequest
  score: ScoreName
  opening: Opening
  /** Whether the frames of a series are searched one by one as well. */
  perFrame: boolean
  /** Whether a report is written of every micrograph. */
  withReport: boolean
  /** What `--model` names, once it is loaded. */
  model: ForeignModel | null
  reading: Reading
  call: LongCall
}

export const detect = defineCommand({
  name: 'detect',
  summary: 'find what does not belong in micrographs or patches',
  usage: 'INPUT… --out DIR [--model FILE] [--rate P] [--crystal NAME] [--jobs N]',
  options: {
    out: { type: 'string', value: 'DIR', help: 'write the files of every input to this folder (see below)' },
    model: { type: 'string', value: 'FILE', help: 'use this model (default: train one on each micrograph)' },
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
dimensions; takes --model). A micrograph gives NAME.detections.json and .csv, NAME.columns.csv,
NAME.overlay.png, NAME.heat.tif (32 bit) and NAME.displacements.png; one that is not periodic
gives only the JSON, with that verdict; a stack gives NAME.scores.json; --per-frame adds
NAME.frames.json and .csv, NAME.events.csv, NAME.kymograph.png, NAME.series.csv (columns over
time) and NAME.drift.csv; --report adds NAME.report.html. What an
earlier run found in the same file with the same options stays, and what a person said of its
columns (review) is kept with any options. A bad file does not stop the
others: the command tells its error and ends with 2.`,
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
    const asked = openingOptions(values)
    const opening = perFrame ? { ...asked, frames: asked.frames ?? ('all' as const) } : asked
    const jobs = numberOption('jobs', values.jobs, 1, { low: 1, high: 64, integer: true })
    if (request.region && values.model !== undefined)
      throw usageError('--region is for training: leave it or --model out')
    if (request.region && score === 'paper')
      throw usageError('--region is for --score lacuna: the paper’s rule learns all of it')
    const modelBytes = values.model === undefined ? null : await readBytes(values.model)
    const paths = await listInputs(given)
    const names = values.name === undefined ? outputNames(paths) : [onlyName(values.name, paths)]
    Output.in(folder, ...names.map(longestName))

    const report = new DetectReport(paths.length, context)
    if (jobs > 1 && paths.length > 1) {
      const options = optionsOf(values)
      // Joined by =, so that a name which begins with a dash is no option.
      const argumentLists = paths.map((path, n) => ['detect', ...options, `--name=${names[n]}`, '--json', '--', path])
      await runJobs<Found>(argumentLists, jobs, (n, result) => report.take(paths[n], result), context)
    } else {
      await withDetector(context, async (detector) => {
        const model = modelBytes && (await load(detector, modelBytes, values.model!, values.preset))
        const { reading, signal, onProgress } = context
        const search = {
          folder,
          request,
          opening,
          perFrame,
          withReport,
          score,
          model,
          reading,
          call: { signal, onProgress },
        }
        for (const [n, path] of paths.entries()) {
          await report.attempt(path, () => searchFile(detector, { path, name: names[n] }, search))
        }
      })
    }
    report.print(values.json === true)
  },
})

/** Loads the model of a file; throws a ModelError where it is of another preset than was asked for. */
async function load(
  detector: LocalDetector,
  bytes: Uint8Array,
  path: string,
  preset: string | undefined,
): Promise<ForeignModel> {
  const summary = await detector.loadModel(bytes, path, { ofPatches: true })
  if (preset === undefined || summary.preset === preset) return { sha256: await sha256(bytes), seed: summary.seed }
  throw new ModelError(
    'model-preset',
    path,
    `the model was trained with the preset "${summary.preset}", not "${preset}"; train again or leave the preset out`,
  )
}

/** Opens one input, searches it, and writes its files. */
async function searchFile(
  detector: LocalDetector,
  { path, name }: { path: string; name: string },
  search: Search,
): Promise<{ found: Found; files: string[] }> {
  const { folder, request, opening, perFrame, withReport, score, model, reading, call } = search
  const bytes = await readBytes(path)
  const before =
    score === 'lacuna' &&
    foundBefore(
      { folder, name, perFrame, withReport },
      await recordedRequest(request, { sha256: await sha256(bytes), opening }, model),
    )
  if (before) return { found: { input: path, ...before }, files: [] }

  const write = async (files: readonly ResultFile[]) => {
    const output = Output.in(folder)
    const written: FileRecord[] = []
    for (const file of files) {
      const content = file.content(written)
      output.add(file.name, content)
      written.push(fileRecord(file.name, content))
    }
    return output.commit()
  }
  const stack = isNpy(bytes) ? await stackOf(reading, bytes, path) : null
  if (stack) {
    if (!model) throw new InputError('no-model', path, 'patches are judged by a trained model: give --model')
    const pixelSize = opening.pixelSize?.x ?? null
    const result = await detector.judgePatches(stack, { ...request, score, pixelSize, ...call })
    return { found: { input: path, ...foundInPatches(result) }, files: await write(patchFiles(name, result)) }
  }
  const micrograph = await detector.open(bytes, path, { ...opening, ...call })
  if (perFrame && !micrograph.contents.drift)
    throw new InputError('frames', path, 'it has one frame; leave --per-frame out')
  if (score === 'paper') {
    const result = await detector.detectByRule({ ...request, ...call })
    return { found: { input: path, ...foundByRule(result) }, files: await write(paperFiles(name, result)) }
  }
  const lattice = await detector.findLattice({ ...request, ...call })
  if (lattice.verdict === 'periodic' && !model) await detector.train({ ...request, ...call })
  const result = await detector.detect({ ...request, ...call })
  const review = reviewBefore(folder, name, result.circumstances.request.sha256)
  const files = resultFiles(name, micrograph, result, review)
  if (withReport) files.unshift(reportFile(name, () => searchReport(micrograph, result, review, reportContext())))
  let events: number | null = null
  if (perFrame && result.verdict === 'periodic') {
    const sum = micrographRecord(micrograph, result, result.circumstances)
    const series = await detector.detectSeries(bytes, { ...request, ...call })
    events = series.events.length
    // The record stays the last: it lists these files too.
    files.splice(-1, 0, ...frameFiles(name, seriesRecord(sum, series)))
  }
  return {
    found: {
      input: path,
      ...foundNow(result, micrograph.pixelSize),
      ...(events !== null && { events }),
      ...fitsOf(lattice),
    },
    files: await write(files),
  }
}

/** The patches of a stack; null where the file holds an image. */
async function stackOf(reading: Reading, bytes: Uint8Array, path: string): Promise<PatchStack | null> {
  const input = await reading.open(bytes, path)
  return input.kind === 'stack' ? input.stack : null
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

/** What the reports of this process say of their making. */
function reportContext(): { date: Date; runtime: string } {
  return { date: new Date(), runtime: `Node ${process.versions.node}` }
}
