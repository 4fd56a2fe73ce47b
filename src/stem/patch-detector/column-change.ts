import type { ColumnChange } from '../patch/scores'
import type { ColumnEvidence } from './observer'

/** What the residual shows of a defect of known size: a prediction may follow a part of it. */
export interface Response {
  /** Measured over true intensity change and displacement, by sublattice. */
  intensity: [number, number]
  shift: [number, number]
  /** Amplitude of the dimmer sublattice over that of the brighter one. */
  contrast: number
}

/** From here on a deficit is called a vacancy: hardly anything is left. */
const VACANCY = -0.75
/** Both kinds of evidence this strong and this near each other are neither one nor the other (natural logarithms). */
const STRONG = 12
const NEAR = 3
/** An intensity this near the other sublattice's, in standard deviations, is that of the other species. */
const ALIKE = 2

/** Kind and size of what is unusual in a column, the part that the model explained away put back. */
export function describeColumn(column: ColumnEvidence, response: Response): ColumnChange {
  const { sublattice } = column
  const intensity = column.intensity / response.intensity[sublattice]
  const intensityError = column.intensityError / response.intensity[sublattice]
  return {
    kind: kindOf(column, intensity, intensityError, response.contrast),
    strength: 100 * intensity,
    dx: column.dx / response.shift[sublattice],
    dy: column.dy / response.shift[sublattice],
    strengthError: 100 * intensityError,
    displacementError: column.shiftError / response.shift[sublattice],
  }
}

function kindOf(
  { sublattice, intensityScore, shiftScore }: ColumnEvidence,
  intensity: number,
  error: number,
  contrast: number,
): ColumnChange['kind'] {
  if (Math.min(intensityScore, shiftScore) > STRONG && Math.abs(intensityScore - shiftScore) < NEAR) return 'other'
  if (shiftScore > intensityScore) return 'displacement'
  const alike = (change: number) => contrast < 1 && Math.abs(intensity - change) < ALIKE * error
  if (sublattice === 0 && alike(contrast - 1)) return 'B-on-A'
  if (sublattice === 1 && alike(1 / contrast - 1)) return 'A-on-B'
  if (intensity > 0) return 'excess'
  return intensity < VACANCY ? 'vacancy' : 'deficit'
}
