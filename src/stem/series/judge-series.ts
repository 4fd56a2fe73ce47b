import type { Columns } from '../micrograph/columns'
import type { Detection } from '../micrograph/detections'
import { foundAt } from '../micrograph/score'
import { coursesOf } from './courses'
import type { Events } from './events'
import { findEvents } from './events'
import type { JudgedFrame } from './judge-frame'

/** The frames of a series, judged together. */
export interface JudgedSeries extends Events {
  /** Of each frame what was found in it, the surest first; null where it was not judged. */
  detections: (Detection[] | null)[]
  /** Of each frame and column the least false discovery rate over the series at which it is found. */
  qValues: (Float64Array | null)[]
  /** The p-value that parts detections from the rest, in every frame. */
  detectionThreshold: number
}

/**
 * One procedure of Benjamini and Hochberg over all columns of all frames says what is a detection. A column that lacks from the first frame
 * to the last is one in every frame, and changes in none: what changes is judged by itself (`findEvents`).
 */
export function judgeSeries(frames: readonly (JudgedFrame | null)[], columns: Columns, rate: number): JudgedSeries {
  const { count, table } = columns
  const all = new Float64Array(frames.length * count).fill(NaN)
  frames.forEach((frame, t) => frame && all.set(frame.pValue, t * count))
  const { qValue, threshold } = foundAt(all, rate)
  const qValues = frames.map((frame, t) => frame && qValue.subarray(t * count, (t + 1) * count))
  const detections = frames.map(
    (frame, t) =>
      frame && [
        ...frame.candidates.flatMap((candidate) => {
          const q = qValues[t]![candidate.column]
          return q <= rate ? [{ ...candidate, qValue: q }] : []
        }),
        ...frame.between,
      ],
  )
  return {
    detections,
    qValues,
    detectionThreshold: threshold,
    ...findEvents(coursesOf(frames, table.start), columns, rate),
  }
}
