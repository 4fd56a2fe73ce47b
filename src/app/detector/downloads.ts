import { LacunaError } from '../../errors'
import type { Micrograph } from '../../io/micrograph'
import { browserName } from '../../session/browser-name'
import type { DetectionResult, Reviewed, Training } from '../../session/detector'
import { fileStem } from '../../session/files/file-stem'
import { ENDINGS, frameFiles, reportFile, resultFiles, seedFiles } from '../../session/files/result-files'
import type { SeriesFormat } from '../series/lacuna-series'
import type { SeedsFormat } from '../seeds/lacuna-seeds'
import type { SeedsFound } from '../state/seeds'
import type { Series } from '../state/series'
import type { ResultFormat } from '../results/lacuna-results'

const FORMATS: Readonly<Record<Exclude<ResultFormat, 'html'>, string>> = {
  json: ENDINGS.json,
  csv: ENDINGS.csv,
  png: ENDINGS.overlay,
  tiff: ENDINGS.heat,
}

/** A result as a file, of the content and under the name that the command line gives it. */
export async function resultFile(
  micrograph: Micrograph,
  result: DetectionResult,
  review: readonly Reviewed[],
  format: ResultFormat,
): Promise<File> {
  if (format === 'html') return reportOf(micrograph, result, review)
  const files = resultFiles(fileStem(result.name), micrograph, result, review)
  const found = files.find(({ name }) => name.endsWith(FORMATS[format]))
  // A task of its own: a large picture takes a moment to pack, and whoever asked should see that first.
  await new Promise((resume) => setTimeout(resume))
  if (found) return file(found.content(), found.name, found.type)
  throw new LacunaError('no-result', 'the micrograph is not periodic: there is that verdict (json), and nothing else')
}

/** What writes reports is loaded with the first. */
async function reportOf(micrograph: Micrograph, result: DetectionResult, review: readonly Reviewed[]): Promise<File> {
  const { searchReport } = await import('../../session/report/search/report')
  const context = { date: new Date(), runtime: browserName(navigator.userAgent) }
  const { content, name, type } = reportFile(fileStem(result.name), () =>
    searchReport(micrograph, result, review, context),
  )
  return file(content(), name, type)
}

/** A file of a series, of the content and under the name that the command line gives it. */
export async function seriesFile({ record }: Series, format: SeriesFormat): Promise<File> {
  const found = frameFiles(fileStem(record.name), record).find(({ name }) => name.endsWith(format))!
  await new Promise((resume) => setTimeout(resume))
  return file(found.content(), found.name, found.type)
}

/** A file of what several seeds agree on, of the content and under the name that the command line gives it. */
export function seedsFile({ record }: SeedsFound, ending: SeedsFormat): File {
  const { content, name, type } = seedFiles(fileStem(record.name), record).find((one) => one.name.endsWith(ending))!
  return file(content(), name, type)
}

export function modelFile(bytes: Uint8Array, { preset, seed }: Training, from: string): File {
  return file(bytes, `${fileStem(from)}.${preset}.seed${seed}.safetensors`, 'application/octet-stream')
}

function file(content: Uint8Array | string, name: string, type: string): File {
  return new File([content as Uint8Array<ArrayBuffer> | string], name, { type })
}
