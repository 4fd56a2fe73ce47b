import type { PatchDeviations, Scatter } from './scatter'
import { precision, standardise } from './scatter'

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
const DIRECTIONS = 16

/**
 * The Gaussian observer. With the deviations t of a patch and their covariance Σ in bulk, a change d of one column has the
 * log-likelihood ratio dᵀ(Σ⁻¹t) − ½ dᵀ(Σ⁻¹)d, which needs only that column's part y of Σ⁻¹t and its block B of Σ⁻¹: what its
 * neighbours explain of it is taken off, and what they leave uncertain is the scale. The score is the logarithm of the
 * mean ratio over the sizes, signs and directions that a defect may have.
 */
export function weigh(patch: PatchDeviations, size: number, scatter: Scatter): Evidence[] {
  const n = patch.length * 3
  const { values, scale } = standardise(patch, size, scatter)
  const inverse = precision(patch, scatter)
  return patch.map((_, i) => {
    const y = [0, 0, 0]
    for (let p = 0; p < 3; p++) {
      for (let k = 0; k < n; k++) y[p] += inverse[(3 * i + p) * n + k] * values[k]
      y[p] /= scale[3 * i + p]
    }
    const entry = (p: number, q: number) =>
      inverse[(3 * i + Math.max(p, q)) * n + 3 * i + Math.min(p, q)] / (scale[3 * i + p] * scale[3 * i + q])
    return evidence(y, [entry(0, 0), entry(1, 1), entry(1, 2), entry(2, 2)], scatter.geometry.spacing)
  })
}

function evidence(y: readonly number[], block: readonly number[], spacing: number): Evidence {
  const [b00, b11, b12, b22] = block
  const intensityTerms = PARTS.flatMap((part) => {
    const penalty = 0.5 * part * part * b00
    return [part * y[0] - penalty, -part * y[0] - penalty]
  })
  const shiftTerms = SHIFTS.flatMap((shift) =>
    Array.from({ length: DIRECTIONS }, (_, k) => {
      const angle = (2 * Math.PI * k) / DIRECTIONS
      const [u, v] = [shift * spacing * Math.cos(angle), shift * spacing * Math.sin(angle)]
      return u * y[1] + v * y[2] - 0.5 * (b11 * u * u + 2 * b12 * u * v + b22 * v * v)
    }),
  )
  const intensityScore = logMeanExp(intensityTerms)
  const shiftScore = logMeanExp(shiftTerms)
  const determinant = b11 * b22 - b12 * b12
  return {
    score: logMeanExp([intensityScore, shiftScore]),
    intensityScore,
    shiftScore,
    intensity: y[0] / b00,
    dx: (b22 * y[1] - b12 * y[2]) / determinant,
    dy: (b11 * y[2] - b12 * y[1]) / determinant,
    intensityError: 1 / Math.sqrt(b00),
    shiftError: Math.sqrt((b11 + b22) / (2 * determinant)),
  }
}

export function logSumExp(values: readonly number[]): number {
  const largest = values.reduce((a, b) => Math.max(a, b), -Infinity)
  if (!Number.isFinite(largest)) return largest
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0))
}

function logMeanExp(values: readonly number[]): number {
  return logSumExp(values) - Math.log(values.length)
}
