import type { PatchSet } from '../patches'
import type { Calibration } from './calibration'
import { calibration, pValue, tailPValue } from './calibration'
import type { Deviation } from './deviation'
import { deviation } from './deviation'
import type { Evidence } from './evidence'
import { logSumExp, weigh } from './evidence'
import type { ColumnGeometry } from './find'
import { findColumns } from './find'
import type { PatchDeviations, Scatter } from './scatter'
import { learnScatter } from './scatter'

/** All that judges a residual: how bulk's columns scatter, and how high bulk that was not trained on scores. */
export interface Observer {
  scatter: Scatter
  patches: Calibration
  columns: Calibration
}

/** One column, judged. */
export interface ColumnEvidence extends Deviation, Evidence {}

/** A column's evidence with what it means. */
export interface JudgedColumn extends ColumnEvidence {
  pValue: number
}

/** Parts of the held-out bulk, each scored by the scatter of the others. */
const FOLDS = 5
/** Columns nearer the edge than this, in spacings, say little of columns in the field and do not calibrate them. */
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
 * Learns from bulk how columns scatter, and from held-out bulk how high bulk scores. `trained` patches add what they show
 * of correlations. The scores come from a scatter that other held-out patches have taught (neighbours in the list, which
 * may overlap, stay together), as those of new patches will.
 */
export function learnObserver(
  heldOut: readonly PatchDeviations[],
  trained: readonly PatchDeviations[],
  size: number,
  geometry: ColumnGeometry,
  contaminated: boolean,
): Observer {
  const fold = (n: number) => Math.floor((n * FOLDS) / heldOut.length)
  const judged: ColumnEvidence[][] = []
  for (let k = 0; k < FOLDS; k++) {
    if (!heldOut.some((_, n) => fold(n) === k)) continue
    const others = [...heldOut.filter((_, n) => fold(n) !== k), ...trained]
    const scatter = learnScatter(others.length ? others : heldOut, size, geometry)
    heldOut.forEach((patch, n) => {
      if (fold(n) === k) judged[n] = judge(patch, size, scatter)
    })
  }
  const inner = judged.flat().filter((column) => edgeDistance(column, size) >= INNER * geometry.spacing)
  return {
    scatter: learnScatter([...heldOut, ...trained], size, geometry),
    patches: calibration(judged.map(patchScore), contaminated),
    columns: calibration(
      inner.map(({ score }) => score),
      contaminated,
    ),
  }
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
    pValues: Float64Array.from(scores, (score) => pValue(patches, score)),
    columns: judged.map((patch) => patch.map((column) => ({ ...column, pValue: tailPValue(columns, column.score) }))),
  }
}
