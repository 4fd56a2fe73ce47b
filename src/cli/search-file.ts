import { InputError } from '../errors'
import type { PatchStack } from '../io/micrograph'
import { isNpy } from '../io/npy'
import type { LongCall } from '../progress'
import type { ScoreName } from '../session/detector'
import { seriesRecord } from '../session/files/frames'
import { micrographRecord } from '../session/files/record'
import type { ResultFile } from '../session/files/result-files'
import { agreement, seedsOf } from '../session/files/seeds'
import { frameFiles, paperFiles, patchFiles, reportFile, resultFiles, seedFiles } from '../session/files/result-files'
import type { LocalDetector } from '../session/local-detector'
import type { Opening } from '../session/opening'
import type { Reading } from '../session/reading/reading'
import { recordedRequest, sha256 } from '../session/recorded'
import { searchReport } from '../session/report/search/report'
import type { DetectRequest } from '../session/request'
import type { Found } from './found'
import { fitsOf, foundBefore, foundByRule, foundInPatches, foundNow, reviewBefore } from './found'
import { readBytes } from './input'
import type { Models } from './models'
import { Output } from './output'

/** How inputs are searched. */
export interface Search {
  folder: string
  request: DetectRequest
  score: ScoreName
  opening: Opening
  /** Whether the frames of a series are searched one by one as well. */
  perFrame: boolean
  /** As many seeds, from the request's on, a model is trained from and searches; 1 as a rule. */
  seeds: number
  /** Whether a report is written of every micrograph. */
  withReport: boolean
  /** What `--model` names, once it is loaded. */
  models: Models | null
  /** The inputs that come after this one. */
  follow: readonly string[]
  reading: Reading
  call: LongCall
}

/** Opens one input, searches it, and writes its files. */
export async function searchFile(
  detector: LocalDetector,
  { path, name }: { path: string; name: string },
  search: Search,
): Promise<{ found: Found; files: string[] }> {
  const { folder, request, opening, perFrame, seeds, withReport, score, models, follow, reading, call } = search
  const bytes = await readBytes(path)
  const before = score === 'lacuna' ? await earlier({ path, name }, bytes, search) : null
  if (before) return { found: before, files: [] }

  const write = async (files: readonly ResultFile[]) => {
    const output = Output.in(folder)
    for (const { name, content } of files) output.add(name, content)
    return output.commit()
  }
  const stack = isNpy(bytes) ? await stackOf(reading, bytes, path) : null
  if (stack) {
    if (!models) throw new InputError('no-model', path, 'patches are judged by a trained model: give --model')
    await models.requireOne(detector, path)
    const pixelSize = opening.pixelSize?.x ?? null
    const result = await detector.judgePatches(stack, { ...request, score, pixelSize, ...call })
    return { found: { input: path, ...foundInPatches(result) }, files: await write(patchFiles(name, result)) }
  }
  const micrograph = await detector.open(bytes, path, { ...opening, ...call })
  if (perFrame && !micrograph.contents.drift)
    throw new InputError('frames', path, 'it has one frame; leave --per-frame out')
  if (score === 'paper') {
    await models?.requireOne(detector, path)
    const result = await detector.detectByRule({ ...request, ...call })
    return { found: { input: path, ...foundByRule(result) }, files: await write(paperFiles(name, result)) }
  }
  const asked = { ...request, ...call }
  const lattice = await detector.findLattice(asked)
  if (lattice.verdict === 'periodic' && !models) await detector.train(asked)
  const { result, model } = models
    ? await models.search(detector, path, follow, { ...asked, ...opening })
    : { result: await detector.detect(asked), model: null }
  // No file shows what is expected; of a large micrograph it is large.
  if (result.pictures) result.pictures.prediction = null
  const review = reviewBefore(folder, name, result.circumstances.request.sha256)
  const files = resultFiles(name, micrograph, result, review)
  if (withReport) files.unshift(reportFile(name, () => searchReport(micrograph, result, review, reportContext())))
  let events: number | null = null
  if (perFrame && result.verdict === 'periodic') {
    const sum = micrographRecord(micrograph, result, result.circumstances)
    const series = await detector.detectSeries(bytes, asked)
    events = series.events.length
    // The record stays the last: it lists these files too.
    files.splice(-1, 0, ...frameFiles(name, seriesRecord(sum, series)))
  }
  let agreed: string | null = null
  if (seeds > 1 && result.pictures) {
    const { record } = seedsOf(result, await detector.detectSeeds({ ...asked, seeds }))
    agreed = agreement(record)
    files.splice(-1, 0, ...seedFiles(name, record))
  }
  return {
    found: {
      input: path,
      ...foundNow(result, micrograph.pixelSize),
      ...(events !== null && { events }),
      ...(agreed !== null && { seeds: agreed }),
      ...(model !== null && { model }),
      ...fitsOf(lattice),
    },
    files: await write(files),
  }
}

/** What an earlier run found of this file, by whichever of the models. */
async function earlier(
  { path, name }: { path: string; name: string },
  bytes: Uint8Array,
  { folder, request, opening, perFrame, seeds, withReport, models }: Search,
): Promise<Found | null> {
  const source = { sha256: await sha256(bytes), opening }
  // What is not periodic is searched by none.
  for (const model of models ? [...models.foreign, null] : [null]) {
    const recorded = await recordedRequest(request, source, model)
    const found = foundBefore({ folder, name, perFrame, seeds, withReport }, recorded)
    if (found) return { input: path, ...found }
  }
  return null
}

/** The patches of a stack; null where the file holds an image. */
async function stackOf(reading: Reading, bytes: Uint8Array, path: string): Promise<PatchStack | null> {
  const input = await reading.open(bytes, path)
  return input.kind === 'stack' ? input.stack : null
}

/** What the reports of this process say of their making. */
function reportContext(): { date: Date; runtime: string } {
  return { date: new Date(), runtime: `Node ${process.versions.node}` }
}
