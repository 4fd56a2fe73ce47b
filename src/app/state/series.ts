import type { Micrograph } from '../../io/micrograph'
import type { DetectionResult, PeriodicResult, SeriesResult } from '../../session/detector'
import type { SeriesRecord } from '../../session/files/frames'

/** The frames of a series, judged. */
export interface Series {
  /** What was found in their sum. */
  sum: PeriodicResult
  result: SeriesResult
  record: SeriesRecord
  /** The frame that is looked at; null for the sum. */
  shown: ShownFrame | null
}

interface ShownFrame {
  /** Index into `result.frames`. */
  index: number
  micrograph: Micrograph
  /** As that of a micrograph, without a heat map. */
  found: PeriodicResult
  /** Index into its detections. */
  selected: number | null
  /** The column that was asked for, px of the frame; null where none was. */
  at: { x: number; y: number } | null
}

/** The series that belongs to what is shown now: another result of the sum asks for another search. */
export function seriesOf({ series, result }: { series: Series | null; result: DetectionResult | null }): Series | null {
  return series?.sum === result ? series : null
}
