import { Random } from '../../nn'
import type { PatchSet } from '../patch/patches'
import type { Drawing, SmoothDefect, SmoothTruth } from '../patch/smooth-defects'
import { renderSmoothDefects } from '../patch/smooth-defects'
import type { Response } from './column-change'
import type { ColumnEvidence, Observer } from './observer'
import { deviations, judge } from './observer'

/** Sizes at which the response is measured: where a defect is clear and the residual still linear in it. */
const PART = 0.3
/** In spacings: 0.4 Å of strontium titanate. */
const SHIFT = 0.146
/** σ of a column before the blur, in spacings. */
const SIGMA = 0.2
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
  for (const sublattice of ['sr', 'ti'] as const) {
    const index = sublattice === 'sr' ? 0 : 1
    if (index >= geometry.sublattices) continue
    for (const kind of ['deficit', 'shift'] as const) {
      const size = kind === 'deficit' ? PART : SHIFT
      const { found, truth } = await renderAndFind(raw, { sublattice, kind, size }, scatter, look, {
        sigma: SIGMA * geometry.spacing,
        // Shifts are given in spacings here, whatever their length in Å.
        pixelSize: 1 / geometry.spacing,
        eightBit: false,
      })
      amplitudes[index].push(...found.flatMap((column) => (column ? [column.amplitude] : [])))
      if (kind === 'deficit') {
        const estimates = found.flatMap((column) => (column ? [-column.intensity / PART] : []))
        response.intensity[index] = Math.max(median(estimates), 0.1)
      } else {
        const along = found.flatMap((column, n) => (column ? [alongTruth(column, truth[n])] : []))
        response.shift[index] = Math.max(median(along), 0.1)
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
  drawing: Drawing,
): Promise<{ found: (ColumnEvidence | undefined)[]; truth: SmoothTruth[] }> {
  const { patches, truth } = renderSmoothDefects(raw, defect, scatter.geometry, new Random(1), drawing)
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
