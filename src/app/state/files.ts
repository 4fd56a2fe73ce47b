import type { Micrograph } from '../../io/micrograph'
import type { DetectionResult } from '../../session/detector'
import { count } from '../shared/format'
import { said } from '../language/told'
import type { Review } from './review'

/** What came of a file that was open before. */
export interface KeptResult {
  /** To be looked at beside another; null where it went with the pictures. */
  micrograph: Micrograph | null
  result: DetectionResult | null
  /** Whether its pictures are here too: they are large, and those of files that were open long ago go. */
  whole: boolean
  review: Review
  /** Å per pixel. */
  pixelSize: { x: number; y: number } | null
}

/** A micrograph that was taken together with others. */
export interface TakenFile {
  file: File
  /** Why nothing came of it when it was open last, in few English words; null where something did. */
  outcome: string | null
  /** The same, to be shown again; null while it was not open. */
  kept: KeptResult | null
  /** Why it could not be searched; null where nobody tried, or it could. */
  problem: string | null
}

/** Micrographs, and pictures of results, that are kept, bytes. */
const MOST_BYTES = 256 * 1024 * 1024

/** Models are told from micrographs by what they are called. */
export function isModelFile({ name }: File): boolean {
  return /\.safetensors$/i.test(name)
}

/** So are files of a crystal. */
export function isCrystalFile({ name }: File): boolean {
  return /\.(cif|json)$/i.test(name)
}

/** And sessions. */
export function isSessionFile({ name }: File): boolean {
  return /\.lacuna$/i.test(name)
}

/** A list of several; a single one needs none. */
export function listed(files: readonly File[]): readonly TakenFile[] {
  return files.length > 1 ? files.map((file) => ({ file, outcome: null, kept: null, problem: null })) : []
}

/** The list, with what came of one file, if it is in it. */
export function noted(files: readonly TakenFile[], file: unknown, outcome: string | null): readonly TakenFile[] {
  return files.map((taken) => (taken.file === file ? { ...taken, outcome: outcome ?? taken.outcome } : taken))
}

/** The list, with what one file is left with; of others the pictures go where there are too many. */
export function kept(
  files: readonly TakenFile[],
  file: unknown,
  left: Omit<KeptResult, 'whole'>,
): readonly TakenFile[] {
  let bytes = bytesOf(left)
  return files.map((taken) => {
    if (taken.file === file)
      return { ...taken, outcome: left.result ? null : taken.outcome, kept: { ...left, whole: true } }
    if (!taken.kept?.whole) return taken
    bytes += bytesOf(taken.kept)
    return bytes > MOST_BYTES ? { ...taken, kept: withoutPictures(taken.kept) } : taken
  })
}

/** A result in few words. */
export function outcomeOf(result: DetectionResult | null): string | null {
  if (!result) return null
  return result.detections ? count(result.detections.length, 'detection') : said(result.verdict)
}

function bytesOf({ micrograph, result }: Pick<KeptResult, 'micrograph' | 'result'>): number {
  const own = micrograph?.data.byteLength ?? 0
  if (!result?.pictures) return own
  const { heat, prediction, phase } = result.pictures
  return own + heat.byteLength + (prediction?.byteLength ?? 0) + (phase?.byteLength ?? 0)
}

function withoutPictures(kept: KeptResult): KeptResult {
  const { result } = kept
  if (!result?.pictures) return { ...kept, micrograph: null }
  const pictures = { heat: new Float32Array(0), prediction: null }
  return { ...kept, micrograph: null, whole: false, result: { ...result, pictures } }
}
