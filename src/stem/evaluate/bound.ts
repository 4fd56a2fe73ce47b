import { Random } from '../../nn'
import { edgeDistance } from '../patch-detector/observer'
import type { PatchDeviations } from '../patch-detector/scatter'
import { logSumExp } from '../math/log-sum-exp'
import type { ColumnGeometry } from '../patch/columns'
import type { SmoothDefect } from '../patch/smooth-defects'
import { auroc } from '../math/rank'
import { PUBLISHED_PIXEL } from './published-drawing'

/** Scatter of bulk's columns about a perfect lattice: part of the intensity, and Å along each axis; by sublattice. */
export interface BulkScatter {
  intensity: [number, number]
  position: [number, number]
  /** Columns of each sublattice in a patch. */
  columns: [number, number]
}

const DRAWS = 2000
const INNER = 0.54
/** Directions that a shift of known length may have. */
const DIRECTIONS = 16

/** Measured on bulk patches against the lattice template, which knows nothing of single columns. */
export function bulkScatter(
  patches: readonly PatchDeviations[],
  size: number,
  { spacing }: ColumnGeometry,
): BulkScatter {
  const of = (sublattice: number) =>
    patches.flatMap((patch) => patch.filter((column) => column.sublattice === sublattice))
  const inner = (sublattice: number) => of(sublattice).filter((column) => edgeDistance(column, size) >= INNER * spacing)
  const both = (each: (sublattice: number) => number): [number, number] => [each(0), each(1)]
  return {
    intensity: both((s) => std(inner(s).map(({ intensity }) => intensity))),
    position: both((s) => std(inner(s).flatMap(({ dx, dy }) => [dx, dy])) * PUBLISHED_PIXEL),
    columns: both((s) => of(s).length / Math.max(patches.length, 1)),
  }
}

function std(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

/**
 * AUROC of the ideal observer of single columns: it knows the sublattice, the kind and the size of the defect and the true
 * scatter, but not the column (nor a shift's direction), so it averages the likelihood ratio over all of them. Nobody who
 * takes columns one by one does better; one who predicts a column from its neighbours may.
 */
export function idealAuroc({ sublattice, kind, size }: SmoothDefect, scatter: BulkScatter): number {
  const columns = Math.max(1, Math.round(scatter.columns[sublattice]))
  const effect = size / (kind === 'deficit' ? scatter.intensity : scatter.position)[sublattice]
  const random = new Random(1)
  const draw = (defect: boolean) => {
    const terms: number[] = []
    for (let c = 0; c < columns; c++) {
      const x = random.normal() + (defect && c === 0 ? effect : 0)
      if (kind === 'deficit') {
        terms.push(effect * x - 0.5 * effect ** 2)
        continue
      }
      const y = random.normal()
      for (let k = 0; k < DIRECTIONS; k++) {
        const angle = (2 * Math.PI * k) / DIRECTIONS
        terms.push(effect * (x * Math.cos(angle) + y * Math.sin(angle)) - 0.5 * effect ** 2)
      }
    }
    return logSumExp(terms)
  }
  const sample = (defect: boolean) => Float64Array.from({ length: DRAWS }, () => draw(defect))
  return auroc(sample(false), sample(true))
}
