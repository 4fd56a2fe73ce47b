import type { JudgedSurroundings } from '../../stem/aperiodic/search'
import type { Detection } from '../../stem/micrograph/detections'
import type { Pictures } from '../../stem/micrograph/expected'
import type { JudgedMicrograph, SearchedMicrograph } from '../../stem/micrograph/judge-micrograph'

/** Radius of a marker in parts of the cell's shorter edge: it goes around the column and hides no other. */
export const MARK_RADIUS = 0.4

/** A micrograph whose columns were judged without a lattice. */
interface JudgedWithout {
  verdict: 'not periodic'
  surroundings: JudgedSurroundings
}

/** A micrograph whose columns were judged, by a lattice or without. */
export type Judged = Pick<JudgedMicrograph, 'verdict' | 'lattice' | 'result'> | JudgedWithout

/** The same with the pictures of it. */
export type Searched = SearchedMicrograph | (JudgedWithout & { pictures: Pictures })

/** What is known of columns whether there is a lattice or not. */
export interface Judgement {
  columns: { count: number; x: Float64Array; y: Float64Array }
  scored: { pValue: Float64Array; threshold: number }
  findings: readonly Detection[]
}

export function judgement(found: Judged): Judgement {
  return found.verdict === 'periodic' ? found.result : found.surroundings
}

/** Radius of the ring around a column, px: it hides no other. */
export function markRadius(found: Judged): number {
  return found.verdict === 'periodic' ? MARK_RADIUS * Math.min(...found.lattice.lengths) : found.surroundings.radius
}

/** By which the brightest of ordinary columns stand out of a micrograph, in its units. */
export function columnHeight(found: Judged): number {
  return found.verdict === 'periodic' ? found.lattice.sublattices[0].intensity : found.surroundings.columnHeight
}
