import { csv } from './csv'
import { detectableRecord } from './detectable'
import type { DetectionResult } from './result'
import type { Reviewed } from './review'

/** What came of one micrograph of several. */
export interface SummaryRow {
  name: string
  /** Null where it could not be searched. */
  result: DetectionResult | null
  review: readonly Reviewed[]
  /** Why it could not be; null where it was. */
  problem: string | null
  /** Å per pixel as the file says. */
  pixelSize: { x: number; y: number } | null
}

const FIELDS = [
  'name',
  'verdict',
  'reason',
  'detections',
  'accepted',
  'rejected',
  'added',
  'regions',
  'columns',
  'detectableDeficit',
  'detectableExcess',
  'detectableShiftAngstrom',
  'rate',
  'model',
  'seed',
  'adapter',
  'sha256',
] as const

/** One line a micrograph. */
export function summaryCsv(rows: readonly SummaryRow[]): string {
  return csv([FIELDS, ...rows.map(fieldsOf)])
}

function fieldsOf({ name, result, review, problem, pixelSize }: SummaryRow): (string | number | null)[] {
  const said = (verdict: string) => review.filter((one) => one.verdict === verdict).length
  const found = result?.verdict === 'periodic' ? result : null
  const without = result?.verdict === 'not periodic' ? result.surroundings : null
  const detectable = found && detectableRecord(found.result.detectable, found.match?.pixelSize ?? pixelSize)
  const request = result?.circumstances.request ?? null
  const adapter = result?.circumstances.adapter ?? null
  return [
    name,
    result?.verdict ?? 'not searched',
    result?.verdict === 'not periodic' ? result.reason : problem,
    result?.detections?.length ?? null,
    ...['accepted', 'rejected', 'added'].map((verdict) => (result?.detections ? said(verdict) : null)),
    found && found.result.regions.length,
    found ? found.result.columns.count : (without?.columns.count ?? null),
    detectable && detectable.deficit,
    detectable && detectable.excess,
    detectable && detectable.shiftAngstrom,
    request && request.rate,
    request && request.model,
    request && request.seed,
    adapter && [adapter.vendor, adapter.architecture].filter(Boolean).join(' '),
    request && request.sha256,
  ]
}
