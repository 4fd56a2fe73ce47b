import type { DetectionResult } from '../../session/detector'
import { count } from '../shared/format'

/** A micrograph that was taken together with others. */
export interface TakenFile {
  file: File
  /** What came of it when it was open last, in few words; null where nothing did. */
  outcome: string | null
}

/** Models are told from micrographs by what they are called. */
export function isModelFile({ name }: File): boolean {
  return /\.safetensors$/i.test(name)
}

/** So are files of a crystal. */
export function isCrystalFile({ name }: File): boolean {
  return /\.(cif|json)$/i.test(name)
}

/** A list of several; a single one needs none. */
export function listed(files: readonly File[]): readonly TakenFile[] {
  return files.length > 1 ? files.map((file) => ({ file, outcome: null })) : []
}

/** The list, with what came of one file, if it is in it. */
export function noted(files: readonly TakenFile[], file: unknown, outcome: string | null): readonly TakenFile[] {
  return files.map((taken) => (taken.file === file ? { file: taken.file, outcome: outcome ?? taken.outcome } : taken))
}

/** A result in few words. */
export function outcomeOf(result: DetectionResult | null): string | null {
  if (!result) return null
  return result.detections ? count(result.detections.length, 'detection') : result.verdict
}
