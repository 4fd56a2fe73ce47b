import type { Micrograph } from '../../io/micrograph'
import type { LongCall } from '../../progress'
import type { CrystalMatch, Recognised } from '../lattice/match-crystal'
import type { Lattice } from '../lattice/lattice'
import { groupsAlike } from './alike'
import { Columns } from './columns'
import { describeDetections } from './detections'
import { detectable } from './detectable'
import type { Evidence } from './evidence'
import type { Expected } from './common-shapes'
import type { Pictures } from './expected'
import { drawExpected, expectedColumns } from './expected'
import { findInterstitials } from './interstitials'
import type { JointFit } from './joint-fit'
import { fitColumns } from './joint-fit'
import type { ColumnMeasures, JudgedColumns } from './judge'
import { judgeColumns } from './judge'
import type { JudgedGrain } from './grains'
import { joined } from './grains'
import { mainPhaseColumns } from './main-phase'
import { unseenRegions } from './unseen'

/** What was found in a micrograph, and how every column was judged: those of all its grains. */
interface Judgement extends Omit<JudgedGrain, 'hole'> {
  patches: number
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

/** What a micrograph is judged by, and at which rate. */
interface Asked extends LongCall {
  /** Part of the detections that may be false. */
  rate: number
}

/** As many columns are listed where none was found. */
const UNUSUAL = 10

/**
 * Judges every column: what the model and the column's neighbours predict of its intensity and place is taken off, and what
 * is left is measured by how bulk's columns scatter in this very micrograph. Every grain is judged by its own lattice and columns, at the
 * same rate. Takes no engine, so that another rate costs little. Reports the stage `judge`.
 */
export async function judgeMicrograph(
  evidence: Evidence,
  micrograph: Micrograph,
  recognised: Recognised,
  options: Asked,
): Promise<JudgedMicrograph> {
  return (await judgeAll(evidence, micrograph, recognised, options)).found
}

/**
 * The same, and draws what was expected. That is drawn once, for it is the same at every rate: what counts as a defect while bulk is learned does
 * not depend on it, and an interstitial stands far out of all cells.
 */
export async function searchMicrograph(
  evidence: Evidence,
  micrograph: Micrograph,
  recognised: Recognised,
  options: Asked,
): Promise<SearchedMicrograph> {
  const { found, expected, mainPhase } = await judgeAll(evidence, micrograph, recognised, options)
  return { ...found, pictures: drawExpected(micrograph, expected, mainPhase) }
}

async function judgeAll(
  { measures, grains, pedestal, scale, patches, seconds }: Evidence,
  micrograph: Micrograph,
  recognised: Recognised,
  options: Asked,
): Promise<{ found: JudgedMicrograph; expected: Expected[]; mainPhase: (Expected | null)[] }> {
  const begun = performance.now()
  const { lattice, match } = recognised
  const all = [await judgeGrain(measures, micrograph, recognised, options)]
  for (const [k, grain] of recognised.grains.entries()) {
    all.push(await judgeGrain(grains[k], micrograph, grain, options))
  }
  const judged = all.map(({ grain }) => grain)
  const { unusual, regions, hole: _, ...joint } = joined(judged)
  const found: JudgedMicrograph = {
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
  return { found, expected: all.map(({ expected }) => expected), mainPhase: all.map(({ mainPhase }) => mainPhase) }
}

/** The columns of one lattice, judged, and what was expected of them, whatever the rate. */
async function judgeGrain(
  measures: ColumnMeasures,
  micrograph: Micrograph,
  { lattice, named }: Recognised,
  options: Asked,
): Promise<{ grain: JudgedGrain; expected: Expected; mainPhase: Expected | null }> {
  const columns = new Columns(lattice)
  const { rate } = options
  const judgedBy = async (fit: JointFit) => {
    const judged = await judgeColumns({ ...measures, fit }, columns, micrograph, options)
    const which = indices(judged.scored.found)
    return { judged, described: describeDetections(judged, micrograph, columns, { which, named }) }
  }
  const alone = await judgedBy(measures.fit)
  const seen = { judged: alone.judged.seen, fit: measures.fit, findings: alone.described, rate }
  const between = findInterstitials(micrograph, columns, seen)
  // Fitted without them, their neighbours stand on ground that is too high.
  const { judged, described } = between.length > 0 ? await judgedBy(fitColumns(micrograph, columns, between)) : alone
  const findings = [...described, ...between].sort((p, q) => q.score - p.score)
  const { score, pValue, qValue, scatter, threshold } = judged.scored
  const grain: JudgedGrain = {
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
    weights: judged.weights,
    displacement: judged.displacement,
    strain: judged.strain,
  }
  const expected = expectedColumns(judged, columns)
  return { grain, expected, mainPhase: mainPhaseColumns(judged, columns, expected) }
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
