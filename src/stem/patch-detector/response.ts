import { Random } from '../../nn'
import type { PatchSet } from '../patch/patches'
import type { SmoothDefect, SmoothTruth } from '../patch/smooth-defects'
import { drawingInSpacings, renderSmoothDefects } from '../patch/smooth-defects'
import type { Response } from './column-change'
import type { ColumnEvidence, Observer } from './observer'
import { deviations, judge } from './observer'

/** Sizes at which the response is measured: where a defect is clear and the residual still linear in it. */
const PART = 0.3
/** In spacings: 0.4 Å of strontium titanate. */
const SHIFT = 0.146
/** A column within this of where a defect was put is the one that was changed, in spacings. */
const SAME = 0.4

/** Predictions of raw patches, with the preprocessed patches themselves. */
export type Look = (raw: PatchSet) => Promise<{ inputs: PatchSet; predictions: Float32Array }>

/**
 * How much of a defect shows in the residual, measured on bulk itself: smooth defects of known size are rendered on raw
 * held-out patches and found again. Labelled defects are not needed.
 */
export async function measureResponse(raw: PatchSet, { scatter }: Observer, look: Look): Promise<Response> {
  const { geometry } = scatter
  const response: Response = { intensity: [1, 1], shift: [1, 1], contrast: 1 }
  const amplitudes: [number[], number[]] = [[], []]
  for (let sublattice = 0; sublattice < geometry.sublattices; sublattice++) {
    for (const kind of ['deficit', 'shift'] as const) {
      const size = kind === 'deficit' ? PART : SHIFT
      const { found, truth } = await renderAndFind(raw, { sublattice, kind, size }, scatter, look)
      amplitudes[sublattice].push(...found.flatMap((column) => (column ? [column.amplitude] : [])))
      if (kind === 'deficit') {
        const estimates = found.flatMap((column) => (column ? [-column.intensity / PART] : []))
        response.intensity[sublattice] = Math.max(median(estimates), 0.1)
      } else {
        const along = found.flatMap((column, n) => (column ? [alongTruth(column, truth[n])] : []))
        response.shift[sublattice] = Math.max(median(along), 0.1)
      }
    }
  }
  const contrast = median(amplitudes[1]) / median(amplitudes[0])
  return { ...response, contrast: Number.isFinite(contrast) ? contrast : 1 }
}

/** The changed column of each patch, or undefined where the model sees none. */
async function renderAndFind(
  raw: PatchSet,
  defect: SmoothDefect,
  scatter: Observer['scatter'],
  look: Look,
): Promise<{ found: (ColumnEvidence | undefined)[]; truth: SmoothTruth[] }> {
  const { patches, truth } = renderSmoothDefects(raw, defect, drawingInSpacings(scatter.geometry), new Random(1))
  const { inputs, predictions } = await look(patches)
  const found = deviations(inputs, predictions, scatter.geometry).map((patch, n) =>
    judge(patch, inputs.size, scatter).find(({ x, y }) => {
      return Math.hypot(x - truth[n].x, y - truth[n].y) < SAME * scatter.geometry.spacing
    }),
  )
  return { found, truth }
}

/** The part of the true displacement that was measured along it. */
function alongTruth({ dx, dy }: { dx: number; dy: number }, truth: SmoothTruth): number {
  return (dx * truth.dx + dy * truth.dy) / (truth.dx ** 2 + truth.dy ** 2)
}

function median(values: readonly number[]): number {
  return Float64Array.from(values).sort()[values.length >> 1]
}
