import { logMeanExp } from '../math/log-sum-exp'
import type { PatchDeviations, Scatter } from './scatter'
import { weighPatch } from './scatter'
import { times } from './variance'

/** What one column's deviation says, all other columns of its patch given. */
export interface Evidence {
  /** Logarithm of the likelihood ratio of a defect of unknown kind and size against bulk. */
  score: number
  /** The part of it for a change of intensity alone, and for a displacement alone. */
  intensityScore: number
  shiftScore: number
  /** Best estimates, the neighbours taken into account: intensity as a part, displacement in px. */
  intensity: number
  dx: number
  dy: number
  /** Their standard deviations in bulk. */
  intensityError: number
  shiftError: number
}

/** Sizes of the defects that are looked for, all equally likely: parts of a column's intensity; shifts in spacings. */
const PARTS = [0.08, 0.15, 0.25, 0.5, 1]
const SHIFTS = [0.037, 0.073, 0.11, 0.18, 0.37]
const DIRECTIONS = Array.from(
  { length: 16 },
  (_, k) => [Math.cos((k * Math.PI) / 8), Math.sin((k * Math.PI) / 8)] as const,
)

/**
 * The Gaussian observer. With the deviations t of a patch and their covariance Σ in bulk, a change d of one column has the
 * log-likelihood ratio dᵀ(Σ⁻¹t) − ½ dᵀ(Σ⁻¹)d, which needs only that column's part of Σ⁻¹t and its entry of Σ⁻¹: what its
 * neighbours explain of it is taken off, and what they leave uncertain is the scale. The score is the logarithm of the
 * mean ratio over the sizes, signs and directions that a defect may have.
 */
export function weigh(patch: PatchDeviations, size: number, scatter: Scatter): Evidence[] {
  const { intensity, x, y } = weighPatch(patch, size, scatter)
  const pulls = [intensity, x, y].map(({ precision, values }) => times(precision, values))
  const { spacing } = scatter.geometry
  const { excess } = scatter
  return patch.map(({ sublattice }, i) => {
    const [a, dx, dy] = pulls.map((pull) => pull[i])
    const [ba, bx, by] = [intensity, x, y].map(({ precision }) => precision[i * (patch.length + 1)])
    const intensityScore = logMeanExp(
      PARTS.flatMap((part) => [part * a - 0.5 * part * part * ba, -part * a - 0.5 * part * part * ba]),
    )
    const shiftScore = logMeanExp(
      SHIFTS.flatMap((shift) =>
        DIRECTIONS.map(([cos, sin]) => {
          const [u, v] = [shift * cos, shift * sin]
          return u * dx + v * dy - 0.5 * (bx * u * u + by * v * v)
        }),
      ),
    )
    return {
      score: logMeanExp([intensityScore, shiftScore]),
      intensityScore,
      shiftScore,
      intensity: a / ba,
      dx: (spacing * dx) / bx,
      dy: (spacing * dy) / by,
      intensityError: excess.intensity[sublattice] / Math.sqrt(ba),
      shiftError: excess.shift[sublattice] * spacing * Math.sqrt((1 / bx + 1 / by) / 2),
    }
  })
}
