import type { Plane } from '../lattice/spectrum'
import { findAstray } from './astray'
import type { Columns } from './columns'
import type { JudgedColumns } from './judge'

/** What a column's change is; `X-on-Y` where the crystal names its sublattices and one column shines like the other kind. */
export type DetectionKind =
  'vacancy' | 'deficit' | 'excess' | 'displacement' | 'interstitial' | 'other' | `${string}-on-${string}`

/** A column that differs from what its neighbours predict. Lengths are px of the micrograph. */
export interface Detection {
  /** Entry in the micrograph's columns; of an interstitial, which is none of them, the nearest. */
  column: number
  kind: DetectionKind
  /** Where the column stands, or should stand where nothing is left of it. */
  x: number
  y: number
  /** Change of intensity in % of its sublattice's, and what its neighbours explain taken off. */
  strength: number
  strengthError: number
  /** By which it is off the place that its neighbours predict, and the standard deviation along an axis. */
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
export function describeDetections(
  { scored, linear, residuals }: Pick<JudgedColumns, 'scored' | 'linear' | 'residuals'>,
  picture: Plane,
  columns: Columns,
  {
    scale,
    named,
  }: {
    /** Pixels of the picture to one of the frame. */
    scale: number
    /** Whether the crystal's own names stand for the sublattices. */
    named: boolean
  },
): Detection[] {
  const { table, lattice } = columns
  const detections: Detection[] = []
  for (let n = 0; n < columns.count; n++) {
    if (!scored.found[n]) continue
    const s = table.sublattice[n]
    const stands = whereItStands(n, residuals[0][n], picture, columns)
    const measured = stands
      ? [
          stands.intensity / lattice.sublattices[s].intensity - 1,
          (stands.x - table.x[n]) / scale,
          (stands.y - table.y[n]) / scale,
        ]
      : linear.map((values) => values[n])
    const [change, dx, dy] = measured.map((value, c) => value - (linear[c][n] - residuals[c][n]))
    const [ei, ex, ey] = scored.spread[s]
    const strength = 100 * change
    detections.push({
      column: n,
      kind: kindOf(
        { strength, error: 100 * ei, shiftScore: 0.5 * ((dx / ex) ** 2 + (dy / ey) ** 2) },
        named ? otherSpecies(columns, s) : [],
      ),
      x: stands?.x ?? table.x[n],
      y: stands?.y ?? table.y[n],
      strength,
      strengthError: 100 * ei,
      dx: dx * scale,
      dy: dy * scale,
      displacementError: Math.sqrt((ex ** 2 + ey ** 2) / 2) * scale,
      score: scored.score[n],
      pValue: scored.pValue[n],
    })
  }
  return detections.sort((a, b) => b.score - a.score)
}

/** The Gaussian fitted to a column, wherever it has gone; null where hardly anything is left of it. */
function whereItStands(n: number, change: number, picture: Plane, { table, lattice }: Columns) {
  const s = table.sublattice[n]
  const { sites } = lattice.sublattices[s]
  const at = n - table.start[s]
  if (100 * change < VACANCY) return findAstray(picture, lattice, s, { x: table.x[n], y: table.y[n] })
  return sites.settled[at] ? { x: sites.x[at], y: sites.y[at], intensity: sites.intensity[at] } : null
}

/** What a column of one sublattice would be called, and by how much it would change, if it were of another one's species. */
function otherSpecies({ lattice: { sublattices } }: Columns, s: number): { kind: DetectionKind; strength: number }[] {
  const own = sublattices[s]
  return sublattices
    .filter(({ name }) => name !== own.name)
    .map(({ name, intensity }) => ({
      kind: `${name}-on-${own.name}` as const,
      strength: 100 * (intensity / own.intensity - 1),
    }))
}

/** By which evidence is stronger, in natural logarithms: that of the strength, or that of the displacement. */
function kindOf(
  { strength, error, shiftScore }: { strength: number; error: number; shiftScore: number },
  species: readonly { kind: DetectionKind; strength: number }[],
): DetectionKind {
  const intensityScore = 0.5 * (strength / error) ** 2
  if (Math.min(intensityScore, shiftScore) > STRONG && Math.abs(intensityScore - shiftScore) < NEAR) return 'other'
  if (shiftScore > intensityScore) return 'displacement'
  const alike = species.find((other) => Math.abs(strength - other.strength) < ALIKE * error)
  if (alike) return alike.kind
  if (strength > 0) return 'excess'
  return strength < VACANCY ? 'vacancy' : 'deficit'
}
