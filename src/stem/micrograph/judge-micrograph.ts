import type { Micrograph } from '../../io/micrograph'
import type { LongCall } from '../../progress'
import type { CrystalMatch, Recognised } from '../lattice/match-crystal'
import type { Lattice } from '../lattice/lattice'
import type { ColumnTable } from './columns'
import { Columns } from './columns'
import type { Detection } from './detections'
import { describeDetections } from './detections'
import type { Evidence } from './evidence'
import { judgeColumns } from './judge'
import type { Leak } from './leak'
import type { Pictures } from './measure'
import type { Region } from './regions'
import type { Found, Scored } from './score'
import { unseenRegions } from './unseen'

/** What was found in a micrograph, and how every column was judged. */
interface Judgement {
  columns: ColumnTable
  leak: readonly Leak[]
  patches: number
  /** 0 for columns that were not judged: cut by the edge, between two phases, or part of a region. */
  judged: Uint8Array
  scored: Pick<Scored & Found, 'score' | 'pValue' | 'qValue' | 'scatter' | 'threshold'>
  /** Point defects, the surest first. */
  findings: Detection[]
  regions: Region[]
  /** By which columns are off their places, px of the micrograph: see `columnDisplacements`. */
  displacement: { x: Float32Array; y: Float32Array }
  seconds: Evidence['seconds'] & { judge: number }
}

/** A periodic micrograph, judged. */
export interface JudgedMicrograph {
  verdict: 'periodic'
  lattice: Lattice
  /** How the lattice fits the crystal that was named; null where it does not, or none was. */
  match: CrystalMatch | null
  /** Pixels of the micrograph to one of the model's frame. */
  scale: number
  result: Judgement
}

/** The same with the pictures of it, each `height × width`. */
export interface SearchedMicrograph extends JudgedMicrograph {
  pictures: Pictures
}

/**
 * Judges every column: what the model and the column's neighbours predict of its intensity and place is taken off, and what
 * is left is measured by how bulk's columns scatter in this very micrograph. Takes no engine, so that another rate costs
 * little. Reports the stage `judge`.
 */
export async function judgeMicrograph(
  { measures, pedestal, scale, patches, seconds }: Evidence,
  micrograph: Micrograph,
  { lattice, match, named }: Recognised,
  options: LongCall & {
    /** Part of the detections that may be false. */
    rate: number
  },
): Promise<JudgedMicrograph> {
  const begun = performance.now()
  const columns = new Columns(lattice)
  const judged = await judgeColumns(measures, columns, micrograph, options)
  const findings = describeDetections(judged, micrograph, columns, named)
  const { score, pValue, qValue, scatter, threshold } = judged.scored
  return {
    verdict: 'periodic',
    lattice,
    match,
    scale,
    result: {
      columns: columns.table,
      judged: judged.seen,
      scored: { score, pValue, qValue, scatter, threshold },
      findings,
      regions: [...unseenRegions(columns, micrograph, pedestal, judged.hole), ...judged.regions],
      leak: measures.leak,
      displacement: judged.displacement,
      patches,
      seconds: { ...seconds, judge: (performance.now() - begun) / 1000 },
    },
  }
}
