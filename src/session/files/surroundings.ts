import type { Weights } from '../../stem/aperiodic/expectation'
import type { JudgedSurroundings } from '../../stem/aperiodic/search'
import type { ColumnRecord, DetectionRecord, Pair } from './column-record'
import { detectionRecord, digits } from './column-record'
import type { Placed } from './review'
import { opinionOf } from './review'

/** How columns were judged where there is no lattice. */
export interface SurroundingsRecord {
  /** Part of the picture that what surrounds a place explains, learned elsewhere in it. */
  explained: number
  /** How much linear least squares and the VAE count in that; the VAE 0 where none was trained. Null in files of earlier versions. */
  predictors: Weights | null
  /** How far from a column the gap beside it is. */
  gapPx: number
  /** Height of an ordinary column in the heat map, whose units are the micrograph's; null in files of earlier versions. */
  columnHeight: number | null
}

/** What files say of columns that were judged without a lattice. What takes one is null. */
export function surroundingsRecord({
  explained,
  weights,
  radius,
  columnHeight,
}: JudgedSurroundings): SurroundingsRecord {
  const predictors = weights && { linear: digits(weights.linear, 3), vae: digits(weights.vae, 3) }
  return {
    explained: digits(explained, 4),
    predictors,
    gapPx: digits(radius, 2),
    columnHeight: significant(columnHeight),
  }
}

/** Of a height in whatever unit. */
function significant(value: number): number | null {
  return Number.isNaN(value) ? null : Number(value.toPrecision(5))
}

const NO_SITE = { group: null, sublattice: null, i: null, j: null }

/** `scale`: Å per pixel, or null. */
export function detectionsWithout({ findings }: JudgedSurroundings, scale: Pair | null): DetectionRecord[] {
  return findings.map((finding, index) => detectionRecord(finding, { id: index + 1, site: NO_SITE, scale }))
}

export function surroundingsColumns(
  { columns, scored, findings }: JudgedSurroundings,
  scale: Pair | null,
  opinions: readonly Placed[],
): ColumnRecord[] {
  const said = new Map(opinions.map((opinion) => [opinion.column, opinion.said]))
  const kinds = new Map(findings.map(({ column, kind }) => [column, kind]))
  return Array.from({ length: columns.count }, (_, n) => ({
    sublattice: null,
    i: null,
    j: null,
    x: digits(columns.x[n], 2),
    y: digits(columns.y[n], 2),
    xAngstrom: scale && digits(columns.x[n] * scale.x, 3),
    yAngstrom: scale && digits(columns.y[n] * scale.y, 3),
    intensity: digits(columns.height[n], 4),
    dxAngstrom: null,
    dyAngstrom: null,
    polarisationXPx: null,
    polarisationYPx: null,
    polarisationXAngstrom: null,
    polarisationYAngstrom: null,
    exx: null,
    eyy: null,
    exy: null,
    rotationDeg: null,
    score: digits(scored.score[n], 2),
    pValue: Number(scored.pValue[n].toPrecision(3)),
    qValue: Number(scored.qValue[n].toPrecision(3)),
    detectableDeficit: null,
    detectableExcess: null,
    detectableShift: null,
    kind: kinds.get(n) ?? 'bulk',
    review: opinionOf(said.get(n)),
  }))
}
