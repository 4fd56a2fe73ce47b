import { Random } from '../../nn'
import type { ColumnGeometry } from '../patch/columns'
import type { PatchSet } from '../patch/patches'
import { selectPatches } from '../patch/patches'
import type { SmoothDefect } from '../patch/smooth-defects'
import { renderSmoothDefects } from '../patch/smooth-defects'
import { publishedDrawing } from './published-drawing'

/** Patches of a row of the curves between the published sizes, and of the dose series. */
const FEWER = 200

/** The bulk that defects are rendered on. */
export interface Ground {
  bulk: PatchSet
  /** The first of it, for rows that need no more. */
  fewer: PatchSet
  render: (set: PatchSet, defect: SmoothDefect) => PatchSet
}

export function groundOf(bulk: PatchSet, geometry: ColumnGeometry, seed: number): Ground {
  const first = Array.from({ length: Math.min(FEWER, bulk.count) }, (_, i) => i)
  const drawing = publishedDrawing(geometry)
  return {
    bulk,
    fewer: selectPatches(bulk, first),
    render: (set, defect) => renderSmoothDefects(set, defect, drawing, new Random(seed)).patches,
  }
}
