import { LacunaError } from '../../errors'
import type { Micrograph } from '../../io/micrograph'
import type { DetectionResult, Reviewed, Training } from '../../session/detector'
import { fileStem } from '../../session/files/file-stem'
import { ENDINGS, resultFiles } from '../../session/files/result-files'
import type { ResultFormat } from '../results/lacuna-results'

const FORMATS: Readonly<Record<ResultFormat, string>> = {
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
  const files = resultFiles(fileStem(result.name), micrograph, result, review)
  const found = files.find(({ name }) => name.endsWith(FORMATS[format]))
  // A task of its own: a large picture takes a moment to pack, and whoever asked should see that first.
  await new Promise((resume) => setTimeout(resume))
  if (found) return file(found.content(), found.name, found.type)
  throw new LacunaError('no-result', 'the micrograph is not periodic: there is that verdict (json), and nothing else')
}

export function modelFile(bytes: Uint8Array, { preset, seed }: Training, from: string): File {
  return file(bytes, `${fileStem(from)}.${preset}.seed${seed}.safetensors`, 'application/octet-stream')
}

function file(content: Uint8Array | string, name: string, type: string): File {
  return new File([content as Uint8Array<ArrayBuffer> | string], name, { type })
}
