import type { Micrograph } from '../../io/micrograph'
import type { AdapterSummary } from '../../kernels'
import { projectionLabel } from '../../stem/crystal/projection'
import type { JudgedSurroundings } from '../../stem/aperiodic/search'
import type { Lattice, NotPeriodic } from '../../stem/lattice/lattice'
import { allSublattices } from '../../stem/lattice/lattice'
import type { Relation } from '../../stem/lattice/relation'
import { relation } from '../../stem/lattice/relation'
import type { Detection } from '../../stem/micrograph/detections'
import type { JudgedMicrograph } from '../../stem/micrograph/judge-micrograph'
import type { Region } from '../../stem/micrograph/regions'
import type { Member, Weights } from '../../stem/micrograph/stack'
import { version } from '../../version'
import { detectableAtoms } from './atoms'
import type { DetectableAtoms } from './atoms'
import { detectableRecord } from './detectable'
import type { Circumstances, RecordedRequest } from './circumstances'
import type { Placed, Reviewed } from './review'
import { opinionOf, placed } from './review'
import type { Judged } from '../picture/pictured'
import {
  type ColumnRecord,
  type DetectionRecord,
  detectionRecord,
  digits,
  type Pair,
  type ReviewedDetection,
} from './column-record'
import { detectionsWithout, type SurroundingsRecord, surroundingsColumns, surroundingsRecord } from './surroundings'

export type { ColumnRecord, DetectionRecord, ReviewedDetection }

/** What a person said, and of what; null where there is no such detection or column any more. */
interface ReviewRecord extends Reviewed {
  /** `id` of the detection. */
  detection: number | null
  column: Pick<ColumnRecord, 'sublattice' | 'i' | 'j'> | null
}

/** Detections that look alike, and what they show more than ordinary columns do, on average. */
interface GroupRecord {
  id: number
  detections: number
  /** Row by row, in heights of an ordinary column; the middle is the column's place, `stepPx` lies between two values. */
  picture: number[][]
  stepPx: number
}

interface RegionRecord extends Omit<Region, 'area' | 'displacement' | 'translation' | 'burgers'> {
  id: number
  areaPx: number
  areaSquareAngstrom: number | null
  /** By which each sublattice is off the centre of the nearest columns of another one: median over the region. */
  displacement: { sublattice: string; px: Pair; angstrom: Pair | null }[]
  /** By which the crystal beyond a boundary is translated against that before it, less whole cells. */
  translation: { px: Pair; angstrom: Pair | null } | null
  /** Of a dislocation: the whole cells by which the lattice does not close round its core, from +x towards +y. */
  burgers: { px: Pair; angstrom: Pair | null } | null
}

export interface LatticeRecord {
  lengthsPx: [number, number]
  angleDeg: number
  a: Pair
  b: Pair
  origin: Pair
  /** `spread`: how bulk's columns scatter about what their surroundings predict: part of the intensity, px along x and y. */
  sublattices: {
    name: string
    position: { u: number; v: number }
    columns: number
    intensity: number
    spread: { intensity: number; x: number; y: number }
    /** What of a column's own change the prediction follows. */
    leak: { intensity: number; shift: number }
    /**
     * How much each predictor counted in what was expected of intensity, x and y: the columns around (kriging), what a linear model makes of
     * the picture around the column (linear), the prediction (vae). Null in files of earlier versions.
     */
    predictors: Partial<Record<Member, { intensity: number; x: number; y: number }>> | null
  }[]
  /** Departure of the columns from the rigid lattice, px rms. */
  distortionPx: number
  order: number
}

/** `grain`: from 2 on, as in the names of its sublattices. `rotationDeg`: from +x towards +y, of a mirrored one after x is mirrored. */
interface GrainRecord extends LatticeRecord {
  grain: number
  relation: Relation['kind']
  rotationDeg: number | null
}

/** A file that was written with the record, by which it is known again. */
export interface FileRecord {
  name: string
  bytes: number
  sha256: string
}

/**
 * `NAME.detections.json`. Coordinates are px from the centre of the top left pixel. `formatVersion` changes only when a
 * field changes its meaning or goes.
 */
export interface MicrographRecord {
  format: 'lacuna-detections'
  formatVersion: 3
  versions: { lacuna: string }
  name: string
  size: { width: number; height: number }
  request: RecordedRequest
  warnings: readonly string[]
  verdict: 'periodic' | 'not periodic'
  /** Why it is not. */
  reason: string | null
  /** Å per pixel: as the file says, as the named crystal's lattice says, and by which part the file's is too large. */
  pixelSize: { file: Pair | null; lattice: Pair | null; fileError: number | null; crystal: string | null }
  lattice: LatticeRecord | null
  /** Other lattices in other parts of the micrograph, each searched by itself, and how they are related to the first; empty where there is one. */
  grains: GrainRecord[] | null
  /** Pixels of the micrograph to one that the model sees. */
  modelScale: number | null
  adapter: AdapterSummary | null
  /** How columns were judged where there is no lattice; null where there is one, and where nothing was searched. */
  surroundings: SurroundingsRecord | null
  columns: ColumnRecord[] | null
  detections: ReviewedDetection[] | null
  /** What a person said of detections and columns, in the order in which it was said; empty where nobody did, null where nothing was searched. */
  review: ReviewRecord[] | null
  /** Kinds of detections by their looks, the most frequent first; empty where there are few detections. */
  groups: GroupRecord[] | null
  /** The ten most unusual columns where there are no detections, which does not make them any. */
  unusual: DetectionRecord[] | null
  /** What would have been found in 95 % of the judged columns: intensity in %, shift in px and Å; and in words. */
  detectable: {
    deficit: number
    excess: number
    shiftPx: number
    shiftAngstrom: number | null
    sentence: string
    /** The same deficit in atoms, of each sublattice of the crystal, where it and the specimen's thickness were given. */
    atoms: DetectableAtoms[] | null
  } | null
  regions: RegionRecord[] | null
  /** Seconds of each stage. */
  seconds: Record<string, number>
  /** What the command wrote beside it; null where the files are saved one by one. */
  files: readonly FileRecord[] | null
}

/** The same with columns that are made one by one as they are gone through: all those of a large micrograph take more room than it. */
export interface WrittenRecord extends Omit<MicrographRecord, 'columns'> {
  columns: Iterable<ColumnRecord> | null
}

/** All that a search has found, as it is written. */
export function micrographRecord(...of: Parameters<typeof writtenRecord>): MicrographRecord {
  const record = writtenRecord(...of)
  return { ...record, columns: record.columns && [...record.columns] }
}

export function writtenRecord(
  micrograph: Micrograph,
  searched: JudgedMicrograph | (NotPeriodic & { surroundings: JudgedSurroundings | null }),
  circumstances: Circumstances,
  { files = null, review = [] }: { files?: readonly FileRecord[] | null; review?: readonly Reviewed[] } = {},
): WrittenRecord {
  const { name, width, height, pixelSize: file, warnings = [] } = micrograph
  const { request, crystal, adapter, seconds, remarks } = circumstances
  const periodic = searched.verdict === 'periodic' ? searched : null
  const match = periodic?.match ?? null
  const scale = match?.pixelSize ?? file
  const without = searched.verdict === 'not periodic' ? searched.surroundings : null
  const judged = periodic ?? (without && { verdict: 'not periodic' as const, surroundings: without })
  const opinions = judged ? placed(review, judged) : []
  return {
    format: 'lacuna-detections',
    formatVersion: 3,
    versions: { lacuna: version },
    name,
    size: { width, height },
    request,
    warnings: [...warnings, ...remarks],
    verdict: searched.verdict,
    reason: searched.verdict === 'not periodic' ? searched.reason : null,
    pixelSize: {
      file,
      lattice: match?.pixelSize ?? null,
      fileError: match?.fileError ?? null,
      crystal: match && crystal ? projectionLabel(crystal) : null,
    },
    lattice: periodic && latticeRecord(periodic, periodic.lattice, 0),
    grains: periodic && grainRecords(periodic),
    modelScale: periodic && periodic.scale,
    adapter,
    surroundings: without && surroundingsRecord(without),
    columns: periodic
      ? columnRecords(periodic, scale, opinions)
      : without && surroundingsColumns(without, file, opinions),
    detections: periodic
      ? reviewedDetections(detectionRecords(periodic, periodic.result.findings, file), opinions)
      : without && reviewedDetections(detectionsWithout(without, file), opinions),
    review: judged && reviewRecords(judged, opinions),
    groups: periodic && groupRecords(periodic),
    unusual: periodic && detectionRecords(periodic, periodic.result.unusual, file),
    detectable:
      periodic && detectableRecord(periodic.result.detectable, scale, detectableAtoms(periodic, circumstances)),
    regions: periodic && regionRecords(periodic, scale),
    seconds: rounded({ ...seconds, ...periodic?.result.seconds }),
    files,
  }
}

function rounded(values: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, digits(value, 3)]))
}

/** One lattice of a micrograph; its sublattices are those from entry `first` on of all. */
function latticeRecord({ lattice: all, result }: JudgedMicrograph, lattice: Lattice, first: number): LatticeRecord {
  const { lengths, angle, a, b, origin, quality } = lattice
  const sublattices = allSublattices(all).slice(first, first + lattice.sublattices.length)
  return {
    lengthsPx: lengths,
    angleDeg: angle,
    a,
    b,
    origin,
    sublattices: sublattices.map(({ name, position, sites, intensity }, k) => {
      const s = first + k
      const [intensityScatter, x, y] = result.scored.scatter.usual[s]
      const spread = { intensity: intensityScatter, x, y }
      const predictors = predictorsRecord(result.weights[s])
      return { name, position, columns: sites.count, intensity, spread, leak: result.leak[s], predictors }
    }),
    distortionPx: quality.rigidResidual,
    order: quality.order,
  }
}

function predictorsRecord(weights: Weights) {
  return Object.fromEntries(
    Object.entries(weights).map(([name, by]) => {
      const [intensity, x, y] = by.map((weight) => digits(weight, 3))
      return [name, { intensity, x, y }]
    }),
  )
}

function grainRecords(judged: JudgedMicrograph): GrainRecord[] {
  const { grains, sublattices, ...first } = judged.lattice
  let from = sublattices.length
  return grains.map((grain, k) => {
    const how = relation(first, grain)
    const record = latticeRecord(judged, grain, from)
    from += grain.sublattices.length
    return {
      grain: k + 2,
      relation: how.kind,
      rotationDeg: how.kind === 'another' ? null : digits(how.degrees, 2),
      ...record,
    }
  })
}

function reviewedDetections(detections: readonly DetectionRecord[], opinions: readonly Placed[]): ReviewedDetection[] {
  const said = new Map(opinions.map(({ detection, said }) => [detection, said]))
  return detections.map((detection, index) => ({ ...detection, review: opinionOf(said.get(index)) }))
}

function reviewRecords(judged: Judged, opinions: readonly Placed[]): ReviewRecord[] {
  return opinions.map(({ said, detection, column }) => ({
    ...said,
    detection: detection < 0 ? null : detection + 1,
    column: column < 0 ? null : cellOf(judged, column),
  }))
}

function cellOf(judged: Judged, n: number): ReviewRecord['column'] {
  if (judged.verdict === 'not periodic') return { sublattice: null, i: null, j: null }
  const { columns } = judged.result
  const { name } = allSublattices(judged.lattice)[columns.sublattice[n]]
  return { sublattice: name, i: columns.i[n], j: columns.j[n] }
}

function columnRecords(
  { lattice, result }: JudgedMicrograph,
  scale: Pair | null,
  opinions: readonly Placed[],
): Iterable<ColumnRecord> {
  const { columns, judged, scored, findings, detectable, strain } = result
  const own = findings.filter(({ kind }) => kind !== 'interstitial')
  const kinds = new Map(own.map(({ column, kind }) => [column, kind]))
  const said = new Map(opinions.map(({ column, said }) => [column, said]))
  const sublattices = allSublattices(lattice)
  const recordOf = (n: number): ColumnRecord => {
    const s = columns.sublattice[n]
    const { name, intensity, sites } = sublattices[s]
    const at = n - columns.start[s]
    const isJudged = judged[n] === 1 && !Number.isNaN(scored.score[n])
    return {
      sublattice: name,
      i: sites.i[at],
      j: sites.j[at],
      x: digits(sites.x[at], 2),
      y: digits(sites.y[at], 2),
      xAngstrom: scale && digits(sites.x[at] * scale.x, 3),
      yAngstrom: scale && digits(sites.y[at] * scale.y, 3),
      intensity: digits(sites.intensity[at] / intensity, 4),
      dxAngstrom: scale && digits(sites.dx[at] * scale.x, 3),
      dyAngstrom: scale && digits(sites.dy[at] * scale.y, 3),
      ...polarisation(result.displacement, s > 0 ? n : -1, scale),
      exx: known(strain.exx[n], 5),
      eyy: known(strain.eyy[n], 5),
      exy: known(strain.exy[n], 5),
      rotationDeg: known((strain.rotation[n] * 180) / Math.PI, 3),
      score: isJudged ? digits(scored.score[n], 2) : null,
      pValue: isJudged ? Number(scored.pValue[n].toPrecision(3)) : null,
      qValue: isJudged ? Number(scored.qValue[n].toPrecision(3)) : null,
      detectableDeficit: isJudged ? digits(100 * detectable.deficit[n], 1) : null,
      detectableExcess: isJudged ? digits(100 * detectable.excess[n], 1) : null,
      detectableShift: isJudged ? digits(detectable.shift[n], 2) : null,
      kind: kinds.get(n) ?? (isJudged ? 'bulk' : 'not judged'),
      review: opinionOf(said.get(n)),
    }
  }
  return {
    *[Symbol.iterator]() {
      for (let n = 0; n < columns.count; n++) yield recordOf(n)
    },
  }
}

/** Of column `n`; of none where it is negative. */
function polarisation({ x, y }: { x: Float32Array; y: Float32Array }, n: number, scale: Pair | null) {
  const [px, py] = n < 0 ? [NaN, NaN] : [x[n], y[n]]
  return {
    polarisationXPx: known(px, 3),
    polarisationYPx: known(py, 3),
    polarisationXAngstrom: scale && known(px * scale.x, 3),
    polarisationYAngstrom: scale && known(py * scale.y, 3),
  }
}

/** NaN is what is not known. */
function known(value: number, count: number): number | null {
  return Number.isFinite(value) ? digits(value, count) : null
}

/** `filePixel`: Å per pixel as the file says, which counts where no crystal says better. */
export function detectionRecords(
  {
    lattice,
    match,
    result: { columns, alike, findings: all },
  }: Pick<JudgedMicrograph, 'lattice' | 'match'> & {
    result: Pick<JudgedMicrograph['result'], 'columns' | 'alike' | 'findings'>
  },
  findings: readonly Detection[],
  filePixel: Pair | null,
): DetectionRecord[] {
  const scale = match?.pixelSize ?? filePixel
  const sublattices = allSublattices(lattice)
  const groupOf = (index: number) => (findings === all ? alike.findIndex(({ members }) => members.includes(index)) : -1)
  return findings.map((finding, index) => {
    const { column } = finding
    const site = {
      group: groupOf(index) < 0 ? null : groupOf(index) + 1,
      sublattice: sublattices[columns.sublattice[column]].name,
      i: columns.i[column],
      j: columns.j[column],
    }
    return detectionRecord(finding, { id: index + 1, site, scale })
  })
}

function groupRecords({ result: { alike } }: JudgedMicrograph): GroupRecord[] {
  return alike.map(({ members, picture, step }, index) => {
    const side = Math.sqrt(picture.length)
    const row = (v: number) => Array.from(picture.subarray(v * side, (v + 1) * side), (value) => digits(value, 3))
    return {
      id: index + 1,
      detections: members.length,
      picture: Array.from({ length: side }, (_, v) => row(v)),
      stepPx: digits(step, 3),
    }
  })
}

function regionRecords({ result: { regions } }: JudgedMicrograph, scale: Pair | null): RegionRecord[] {
  const both = (px: Pair) => ({ px, angstrom: scale && { x: px.x * scale.x, y: px.y * scale.y } })
  return regions.map(({ area, displacement, translation, burgers, ...region }, index) => ({
    id: index + 1,
    ...region,
    areaPx: area,
    areaSquareAngstrom: scale && area * scale.x * scale.y,
    displacement: displacement.map(({ sublattice, x, y }) => ({ sublattice, ...both({ x, y }) })),
    translation: translation && both(translation),
    burgers: burgers && both(burgers),
  }))
}
