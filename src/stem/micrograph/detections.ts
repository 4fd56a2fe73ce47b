import type { Plane } from '../lattice/spectrum'
import { findAstray } from './astray'
import type { Vector } from '../math/vector'
import type { Columns } from './columns'
import type { FittedColumns } from './joint-fit'
import { PRESENT } from './joint-fit'
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
  /** How often one of bulk's columns would be as unusual, whatever rate was asked. */
  pValue: number
  /** The least false discovery rate at which it is found. */
  qValue: number
}

/** From here on a deficit is called a vacancy: hardly anything is left. */
const VACANCY = -75
/** Both kinds of evidence this strong and this near each other are neither one nor the other (natural logarithms). */
const STRONG = 12
const NEAR = 3
/** An intensity this near the other sublattice's, in standard deviations, is that of the other cation. */
const ALIKE = 2.5

/**
 * Kind and size of some columns, the most unusual first. Strength and displacement are against what its neighbours predict; of a
 * column that is not where it should be, another place is looked for.
 */
export function describeDetections(
  { scored, fit, own, explained }: Pick<JudgedColumns, 'scored' | 'fit' | 'own' | 'explained'>,
  picture: Plane,
  columns: Columns,
  {
    which,
    named,
  }: {
    which: readonly number[]
    /** Whether the crystal's own names stand for the sublattices. */
    named: boolean
  },
): Detection[] {
  const { table } = columns
  const usual = columns.medians(own.level)
  const detections: Detection[] = []
  for (const n of which) {
    const s = table.sublattice[n]
    const expected = own.level[n] * (1 + explained[0][n])
    const stands = whereItStands(n, { fit, expected }, picture, columns)
    const left = (stands?.height ?? fit.height[n]) / expected
    const shift = (c: 1 | 2, at: number) => (stands ? at - own.usual[c - 1][n] - explained[c][n] : 0)
    const [dx, dy] = [shift(1, (stands?.x ?? 0) - table.x[n]), shift(2, (stands?.y ?? 0) - table.y[n])]
    const [ei, ex, ey] = scored.scatter.local.map((values) => values[n])
    const strength = 100 * (left - 1)
    // What is left of a column stands on its neighbours' tails, which are known no better than they: as for a whole one at least.
    const strengthError = 100 * errorOf(ei, fit.heightNoise[n] / expected, Math.max(left, 1))
    const shiftNoise = fit.shiftNoise[n] / expected
    detections.push({
      column: n,
      kind: kindOf(
        { strength, error: 100 * ei, shiftScore: 0.5 * ((dx / ex) ** 2 + (dy / ey) ** 2) },
        named ? otherSpecies(columns, usual, s) : [],
      ),
      x: stands?.x ?? table.x[n],
      y: stands?.y ?? table.y[n],
      strength,
      strengthError,
      dx,
      dy,
      displacementError: stands
        ? errorOf(Math.hypot(ex, ey) / Math.SQRT2, shiftNoise, 1, left)
        : Math.hypot(ex, ey) / Math.SQRT2,
      score: scored.score[n],
      pValue: scored.pValue[n],
      qValue: scored.qValue[n],
    })
  }
  return detections.sort((a, b) => a.pValue - b.pValue || b.score - a.score)
}

/**
 * Standard deviation of a measure whose scatter among bulk's columns is `scatter`, noise included: the crystal's own part of it
 * grows with `size`, noise does not, and counts the more the less is `left` of the column.
 */
function errorOf(scatter: number, noise: number, size: number, left = 1): number {
  const own = Math.sqrt(Math.max(scatter ** 2 - noise ** 2, 0))
  return Math.hypot(own * size, noise / Math.max(left, 0.25))
}

/** Where a column is, wherever it has gone, and how high; null where hardly anything is left of it. */
function whereItStands(
  n: number,
  { fit, expected }: { fit: FittedColumns; expected: number },
  picture: Plane,
  { table, lattice }: Columns,
): (Vector & { height: number }) | null {
  const [height, at] = [fit.height[n], { x: table.x[n], y: table.y[n] }]
  if (height > PRESENT * expected) return { x: at.x + fit.dx[n] / height, y: at.y + fit.dy[n] / height, height }
  const astray = findAstray(picture, lattice, table.sublattice[n], at)
  if (!astray) return null
  // Fitted alone, as the lattice's own columns were, whose heights are those of their fits.
  const part = astray.intensity / lattice.sublattices[table.sublattice[n]].intensity
  return { x: astray.x, y: astray.y, height: part * expected }
}

/**
 * What a column of one sublattice would be called, and by how much it would change, if it were of another one's species; `usual`:
 * heights of the sublattices.
 */
function otherSpecies(
  { lattice: { sublattices } }: Columns,
  usual: readonly number[],
  s: number,
): { kind: DetectionKind; strength: number }[] {
  const own = sublattices[s]
  return sublattices.flatMap(({ name }, other) =>
    name === own.name
      ? []
      : [{ kind: `${name}-on-${own.name}` as const, strength: 100 * (usual[other] / usual[s] - 1) }],
  )
}

/** By which evidence is stronger, in natural logarithms: that of the strength, or that of the displacement. */
export function kindOf(
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
