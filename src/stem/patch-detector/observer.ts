import type { PatchSet } from '../patch/patches'
import type { BulkScores } from '../math/conformal'
import { bulkScores, conformalPValue, tailPValue } from '../math/conformal'
import type { Deviation } from './deviation'
import { deviation } from './deviation'
import type { Evidence } from './evidence'
import { logSumExp } from '../math/log-sum-exp'
import { weigh } from './evidence'
import type { ColumnGeometry } from '../patch/columns'
import { findColumns } from '../patch/columns'
import type { PatchDeviations, Scatter } from './scatter'
import { AXES, logLikelihoodOf, learnScatter } from './scatter'

/** All that judges a residual: how bulk's columns scatter, and how high bulk that was not trained on scores. */
export interface Observer {
  scatter: Scatter
  patches: BulkScores
  columns: BulkScores
}

/** One column, judged. */
export interface ColumnEvidence extends Deviation, Evidence {}

/** A column's evidence with what it means. */
export interface JudgedColumn extends ColumnEvidence {
  pValue: number
}

/** Regions of the bulk, each judged by the scatter of the others, one by one. */
const REGIONS = 3
/** Patches that teach the scatter; more of the same columns tell nothing new. */
const TAUGHT_BY = 150
/** Standard deviations from which on a column says no more of how bulk scatters. */
const OUTLIER = 4
/** Columns nearer the edge than this, in spacings, say little of columns further in and do not calibrate them. */
const INNER = 0.54

/** The deviations of all columns of preprocessed patches from their predictions [count, size, size]. */
export function deviations(
  { data, count, size }: PatchSet,
  predictions: Float32Array,
  geometry: ColumnGeometry,
): PatchDeviations[] {
  const pixels = size * size
  return Array.from({ length: count }, (_, n) => {
    const prediction = predictions.subarray(n * pixels, (n + 1) * pixels)
    const residual = prediction.map((value, i) => data[n * pixels + i] - value)
    const columns = findColumns(prediction, size, geometry)
    return columns.map((column) => deviation(residual, size, column, geometry.spacing))
  })
}

/**
 * Learns from bulk, patches in their order along the micrograph, how its columns scatter and how high it scores. Each third
 * is scored by the scatter of either other one: so a new region will be, and regions differ more than patches of one do.
 * Whether both axes scatter alike is decided by what predicts the thirds better.
 */
export function learnObserver(bulk: readonly PatchDeviations[], size: number, geometry: ColumnGeometry): Observer {
  const regions = thirds(bulk)
  const candidates = AXES.map((axes) => {
    const scatters = regions.map((own) => learnScatter(spread(own, TAUGHT_BY), size, geometry, axes))
    const evidence = regions.map((own, k) =>
      others(scatters, k).map((it) => logLikelihoodOf(spread(own, TAUGHT_BY), size, it)),
    )
    return { axes, scatters, evidence: evidence.flat().reduce((a, b) => a + b, 0) }
  })
  const { axes, scatters } = candidates.reduce((best, other) => (other.evidence > best.evidence ? other : best))
  const judged = regions.map((own, k) =>
    others(scatters, k).flatMap((it) => own.map((patch) => judge(patch, size, it))),
  )
  const inner = judged.map((patches) =>
    patches.flat().filter((column) => edgeDistance(column, size) >= INNER * geometry.spacing),
  )
  return {
    scatter: { ...learnScatter(spread(bulk, TAUGHT_BY), size, geometry, axes), excess: excess(inner.flat()) },
    patches: bulkScores(judged.map((patches) => patches.map(patchScore))),
    columns: bulkScores(inner.map((columns) => columns.map(({ score }) => score))),
  }
}

/** The regions of the bulk; too few patches to divide are one. */
function thirds(bulk: readonly PatchDeviations[]): PatchDeviations[][] {
  if (bulk.length < REGIONS) return [[...bulk]]
  const region = (n: number) => Math.floor((n * REGIONS) / bulk.length)
  return Array.from({ length: REGIONS }, (_, k) => bulk.filter((_, n) => region(n) === k))
}

/** All but one of a list; of a list of one, that. */
function others<T>(list: readonly T[], index: number): readonly T[] {
  return list.length > 1 ? list.filter((_, k) => k !== index) : list
}

function excess(columns: readonly ColumnEvidence[]): Scatter['excess'] {
  const both = (of: (column: ColumnEvidence) => number[]): [number, number] => {
    const [first, second] = [0, 1].map((index) => columns.filter(({ sublattice }) => sublattice === index).flatMap(of))
    return [beyondOne(first), beyondOne(second)]
  }
  return {
    intensity: both(({ intensity, intensityError }) => [intensity / intensityError]),
    shift: both(({ dx, dy, shiftError }) => [dx / shiftError, dy / shiftError]),
  }
}

/** Root mean square, at least one; what is far off counts as no more than `OUTLIER`. */
function beyondOne(values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + Math.min(value * value, OUTLIER ** 2), 0)
  return Math.max(1, Math.sqrt(sum / Math.max(values.length, 1)))
}

/** At most `count` of a list, evenly spaced. */
function spread<T>(list: readonly T[], count: number): T[] {
  const taken = Math.min(count, list.length)
  return Array.from({ length: taken }, (_, i) => list[Math.floor((i * list.length) / taken)])
}

export function judge(patch: PatchDeviations, size: number, scatter: Scatter): ColumnEvidence[] {
  const evidence = weigh(patch, size, scatter)
  return patch.map((column, i) => ({ ...column, ...evidence[i] }))
}

/** Logarithm of the summed likelihood ratios of a patch's columns: a defect may be at any of them. */
export function patchScore(columns: readonly { score: number }[]): number {
  return columns.length ? logSumExp(columns.map(({ score }) => score)) : 0
}

export function edgeDistance({ x, y }: { x: number; y: number }, size: number): number {
  return Math.min(x, y, size - 1 - x, size - 1 - y)
}

/** Judges patches: a score and a p-value each, and all their columns with p-values of their own. */
export function observe(
  { scatter, patches, columns }: Observer,
  measured: readonly PatchDeviations[],
  size: number,
): { scores: Float32Array; pValues: Float64Array; columns: JudgedColumn[][] } {
  const judged = measured.map((patch) => judge(patch, size, scatter))
  const scores = Float32Array.from(judged, patchScore)
  return {
    scores,
    pValues: Float64Array.from(scores, (score) => conformalPValue(patches, score)),
    columns: judged.map((patch) => patch.map((column) => ({ ...column, pValue: tailPValue(columns, column.score) }))),
  }
}
