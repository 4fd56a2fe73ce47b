import type { Lattice } from '../lattice/lattice'
import type { Plane } from '../lattice/spectrum'
import { findAstray } from './astray'
import type { FieldColumns } from './columns'
import type { Judged } from './judge'

/** What a column's change is; `X-on-Y` where the crystal names its sublattices and one column shines like the other kind. */
export type FieldKind = 'vacancy' | 'deficit' | 'excess' | 'displacement' | 'other' | `${string}-on-${string}`

/** A column that its neighbours do not explain. Lengths are px of the micrograph. */
export interface FieldFinding {
  /** Entry in the columns of the field. */
  column: number
  kind: FieldKind
  /** Where the column stands, or should stand where nothing is left of it. */
  x: number
  y: number
  /** Change of intensity in % of its sublattice's, and what its neighbours explain taken off. */
  strength: number
  strengthError: number
  /** By which it is off the place that its neighbours foretell, and the standard deviation along an axis. */
  dx: number
  dy: number
  displacementError: number
  score: number
  pValue: number
}

/** From here on a deficit is called a vacancy: hardly anything is left. */
const VACANCY = -75
/** Both kinds of evidence this strong and this near each other are neither one nor the other (natural logarithms). */
const STRONG = 12
const NEAR = 3
/** An intensity this near the other sublattice's, in standard deviations, is that of the other cation. */
const ALIKE = 2.5

/**
 * Kind and size of each column that was found. The filters are linear and see a large shift too small; where a Gaussian was
 * fitted to the column its place and height stand instead, less what the neighbours explain of the filters'.
 */
export function describeFindings(
  { scored, linear, residuals }: Pick<Judged, 'scored' | 'linear' | 'residuals'>,
  picture: Plane,
  lattice: Lattice,
  columns: FieldColumns,
  scale: number,
  named: boolean,
): FieldFinding[] {
  const findings: FieldFinding[] = []
  for (let n = 0; n < columns.count; n++) {
    if (!scored.found[n]) continue
    const s = columns.sublattice[n]
    const stands = whereItStands(n, residuals[0][n], picture, lattice, columns)
    const measured = stands
      ? [
          stands.intensity / lattice.sublattices[s].intensity - 1,
          (stands.x - columns.x[n]) / scale,
          (stands.y - columns.y[n]) / scale,
        ]
      : linear.map((values) => values[n])
    const [change, dx, dy] = measured.map((value, c) => value - (linear[c][n] - residuals[c][n]))
    const [ei, ex, ey] = scored.spread[s]
    const strength = 100 * change
    findings.push({
      column: n,
      kind: kindOf(s, strength, 100 * ei, 0.5 * ((dx / ex) ** 2 + (dy / ey) ** 2), lattice, named),
      x: stands?.x ?? columns.x[n],
      y: stands?.y ?? columns.y[n],
      strength,
      strengthError: 100 * ei,
      dx: dx * scale,
      dy: dy * scale,
      displacementError: Math.sqrt((ex ** 2 + ey ** 2) / 2) * scale,
      score: scored.score[n],
      pValue: scored.pValue[n],
    })
  }
  return findings.sort((a, b) => b.score - a.score)
}

/** The Gaussian fitted to a column, wherever it has gone; null where hardly anything is left of it. */
function whereItStands(n: number, change: number, picture: Plane, lattice: Lattice, columns: FieldColumns) {
  const s = columns.sublattice[n]
  const { sites } = lattice.sublattices[s]
  const at = n - columns.start[s]
  if (100 * change < VACANCY) return findAstray(picture, lattice, s, columns.x[n], columns.y[n])
  return sites.settled[at] ? { x: sites.x[at], y: sites.y[at], intensity: sites.intensity[at] } : null
}

/** By which evidence is stronger, in natural logarithms: that of the strength, or that of the displacement. */
function kindOf(
  s: number,
  strength: number,
  error: number,
  shiftScore: number,
  { sublattices }: Lattice,
  named: boolean,
): FieldKind {
  const intensityScore = 0.5 * (strength / error) ** 2
  if (Math.min(intensityScore, shiftScore) > STRONG && Math.abs(intensityScore - shiftScore) < NEAR) return 'other'
  if (shiftScore > intensityScore) return 'displacement'
  if (named) {
    for (const other of sublattices) {
      if (other.name === sublattices[s].name) continue
      const expected = 100 * (other.intensity / sublattices[s].intensity - 1)
      if (Math.abs(strength - expected) < ALIKE * error) return `${other.name}-on-${sublattices[s].name}`
    }
  }
  if (strength > 0) return 'excess'
  return strength < VACANCY ? 'vacancy' : 'deficit'
}
