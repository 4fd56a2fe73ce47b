import type { Micrograph } from '../../io/micrograph'
import type { LongCall } from '../../progress'
import type { CrystalMatch, Recognised } from '../lattice/match-crystal'
import type { Lattice } from '../lattice/lattice'
import type { Alike } from './alike'
import { groupsAlike } from './alike'
import type { ColumnTable } from './columns'
import { Columns } from './columns'
import type { Detection } from './detections'
import { describeDetections } from './detections'
import type { Detectable } from './detectable'
import { detectable } from './detectable'
import type { Evidence } from './evidence'
import { findInterstitials } from './interstitials'
import type { FittedColumns } from './joint-fit'
import { fitColumns } from './joint-fit'
import type { ColumnMeasures, JudgedColumns } from './judge'
import { judgeColumns } from './judge'
import type { Leak } from './leak'
import type { LocalStrain } from './local-strain'
import type { Pictures } from './measure'
import type { Region } from './regions'
import type { Found, Scored } from './score'
import type { JudgedGrain } from './grains'
import { joined } from './grains'
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
  /** Findings that look alike, the most first; none where there are few. */
  alike: Alike[]
  /** The most unusual columns where none was found: that is no detection. */
  unusual: Detection[]
  /** What would have been found. */
  detectable: Detectable
  regions: Region[]
  /** By which columns are off their places, px of the micrograph: see `columnDisplacements`. */
  displacement: { x: Float32Array; y: Float32Array }
  strain: LocalStrain
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

/** As many columns are listed where none was found. */
const UNUSUAL = 10

/**
 * Judges every column: what the model and the column's neighbours predict of its intensity and place is taken off, and what
 * is left is measured by how bulk's columns scatter in this very micrograph. Every grain is judged by its own lattice and columns, at the
 * same rate. Takes no engine, so that another rate costs little. Reports the stage `judge`.
 */
export async function judgeMicrograph(
  { measures, grains, pedestal, scale, patches, seconds }: Evidence,
  micrograph: Micrograph,
  recognised: Recognised,
  options: LongCall & {
    /** Part of the detections that may be false. */
    rate: number
  },
): Promise<JudgedMicrograph> {
  const begun = performance.now()
  const { lattice, match } = recognised
  const judged = [await judgeGrain(measures, micrograph, recognised, options)]
  for (const [k, grain] of recognised.grains.entries()) {
    judged.push(await judgeGrain(grains[k], micrograph, grain, options))
  }
  const { unusual, regions, hole: _, ...joint } = joined(judged)
  return {
    verdict: 'periodic',
    lattice,
    match,
    scale,
    result: {
      ...joint,
      unusual: joint.findings.length === 0 ? unusual.slice(0, UNUSUAL) : [],
      regions: [...unseenRegions(lattice, micrograph, { pedestal, grains: judged }), ...regions],
      patches,
      seconds: { ...seconds, judge: (performance.now() - begun) / 1000 },
    },
  }
}

/** The columns of one lattice, judged. */
async function judgeGrain(
  measures: ColumnMeasures,
  micrograph: Micrograph,
  { lattice, named }: Recognised,
  options: LongCall & { rate: number },
): Promise<JudgedGrain> {
  const columns = new Columns(lattice)
  const { rate } = options
  const judgedBy = async (fit: FittedColumns) => {
    const judged = await judgeColumns({ ...measures, fit }, columns, micrograph, options)
    const which = indices(judged.scored.found)
    return { judged, described: describeDetections(judged, micrograph, columns, { which, named }) }
  }
  const alone = await judgedBy(measures.fit)
  const seen = { judged: alone.judged.seen, findings: alone.described, rate }
  const between = findInterstitials(micrograph, columns, seen)
  // Fitted without them, their neighbours stand on ground that is too high.
  const { judged, described } = between.length > 0 ? await judgedBy(fitColumns(micrograph, columns, between)) : alone
  const findings = [...described, ...between].sort((p, q) => q.score - p.score)
  const { score, pValue, qValue, scatter, threshold } = judged.scored
  return {
    columns: columns.table,
    judged: judged.seen,
    hole: judged.hole,
    scored: { score, pValue, qValue, scatter, threshold },
    findings,
    alike: groupsAlike(micrograph, columns, { level: judged.own.level, seen: judged.seen, findings }),
    unusual: describeDetections(judged, micrograph, columns, { which: mostUnusual(judged), named }),
    detectable: detectable({ ...judged, rate }),
    regions: judged.regions,
    leak: measures.leak,
    displacement: judged.displacement,
    strain: judged.strain,
  }
}

function indices(flags: Uint8Array): number[] {
  return Array.from(flags.keys()).filter((n) => flags[n])
}

function mostUnusual({ seen, scored: { pValue } }: JudgedColumns): number[] {
  return indices(seen)
    .filter((n) => !Number.isNaN(pValue[n]))
    .sort((m, n) => pValue[m] - pValue[n])
    .slice(0, UNUSUAL)
}
