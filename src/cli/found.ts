import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DetectionResult, PaperResult, PatchesResult } from '../session/detector'
import type { MicrographRecord } from '../session/files/record'
import type { RecordedRequest } from '../session/files/circumstances'
import { detectableRecord } from '../session/files/detectable'
import { ENDINGS } from '../session/files/result-files'
import { version } from '../version'

interface MicrographFound {
  verdict: 'periodic' | 'not periodic'
  reason?: string
  detections: number
  regions: number
  /** What would have been found. */
  detectable?: string
  skipped?: true
  seconds?: Record<string, number>
}

interface PatchesFound {
  patches: number
  flagged: number
  remark?: string
}

/** What `--json` says of one input. */
export type Found = { input: string } & (MicrographFound | { detections: number } | PatchesFound | { error: string })

/** What an earlier run has found of the same file by the same request, if its files are all there. */
export function foundBefore(folder: string, name: string, request: RecordedRequest): MicrographFound | null {
  try {
    const before = JSON.parse(readFileSync(join(folder, `${name}.${ENDINGS.json}`), 'utf8')) as MicrographRecord
    const same = before.versions.lacuna === version && JSON.stringify(before.request) === JSON.stringify(request)
    const whole =
      before.verdict === 'not periodic' ||
      Object.values(ENDINGS).every((end) => existsSync(join(folder, `${name}.${end}`)))
    if (!same || before.formatVersion !== 3 || !whole) return null
    const { verdict, reason, detections, regions, detectable, seconds } = before
    const counts = { detections: detections?.length ?? 0, regions: regions?.length ?? 0 }
    return {
      verdict,
      ...(reason !== null && { reason }),
      ...counts,
      ...(detectable && { detectable: detectable.sentence }),
      seconds,
      skipped: true,
    }
  } catch {
    // No such file, or none of Lacuna's: there is nothing to skip.
    return null
  }
}

/** `pixelSize`: Å per pixel as the file says. */
export function foundNow(result: DetectionResult, pixelSize: { x: number; y: number } | null): MicrographFound {
  const { verdict, circumstances } = result
  if (verdict === 'not periodic') {
    return { verdict, reason: result.reason, detections: 0, regions: 0, seconds: circumstances.seconds }
  }
  const { findings, regions, seconds, detectable } = result.result
  const all = { ...circumstances.seconds, ...seconds }
  const { sentence } = detectableRecord(detectable, result.match?.pixelSize ?? pixelSize)
  return { verdict, detections: findings.length, regions: regions.length, detectable: sentence, seconds: all }
}

export function foundByRule({ detections }: PaperResult): { detections: number } {
  return { detections: detections.length }
}

export function foundInPatches({ patches, flagged, remark }: PatchesResult): PatchesFound {
  return { patches, flagged: flagged.filter(Boolean).length, ...(remark !== null && { remark }) }
}

/** One input for a person. */
export function describe(found: Found): string {
  if ('error' in found) return `${found.input}: ${found.error}`
  if ('flagged' in found) {
    const flagged = `${found.input}: ${found.flagged} of ${found.patches} patches are not bulk`
    return found.remark ? `${flagged}\n${found.input}: ${found.remark}` : flagged
  }
  const before = 'skipped' in found && found.skipped ? ' (found before; its files stay)' : ''
  if ('reason' in found && found.reason !== undefined) return `${found.input}: not periodic: ${found.reason}${before}`
  const places = `${found.detections} ${found.detections === 1 ? 'column does' : 'columns do'} not belong`
  const regions =
    'regions' in found && found.regions > 0 ? `, ${found.regions} ${found.regions === 1 ? 'region' : 'regions'}` : ''
  const detectable = 'detectable' in found && found.detectable ? `. ${found.detectable}` : ''
  return `${found.input}: ${places}${regions}${before}${detectable}`
}
