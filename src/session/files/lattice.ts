import type { Micrograph } from '../../io/micrograph'
import type { Projection } from '../../stem/crystal/projection'
import { projectionLabel } from '../../stem/crystal/projection'
import type { LatticeVerdict } from '../../stem/lattice/lattice'
import type { CrystalFit } from '../../stem/lattice/match-crystal'
import { recognise } from '../../stem/lattice/match-crystal'

interface DescribedCrystal {
  name: string
  pixelSize: { x: number; y: number }
  fileError: number | null
  /** How far the lattice is off the crystal, apart from its scale. */
  fit: CrystalFit
}

/** What a person is told of a micrograph's lattice. */
export type LatticeDescription =
  | { verdict: 'not periodic'; reason: string }
  | {
      verdict: 'periodic'
      lengthsPx: [number, number]
      angleDeg: number
      sublattices: { name: string; position: { u: number; v: number }; columns: number; intensity: number }[]
      /** Departure of the columns from a rigid lattice, px rms. */
      distortionPx: number
      crystal: null | DescribedCrystal | 'does not fit'
    }

export function describeLattice(
  found: LatticeVerdict,
  crystal: Projection | null,
  filePixel: Micrograph['pixelSize'],
): LatticeDescription {
  if (found.verdict === 'not periodic') return { verdict: found.verdict, reason: found.reason }
  const { lattice, match } = recognise(found, crystal, filePixel)
  return {
    verdict: 'periodic',
    lengthsPx: lattice.lengths,
    angleDeg: lattice.angle,
    sublattices: lattice.sublattices.map(({ name, position, intensity, sites }) => {
      return { name, position, columns: sites.count, intensity }
    }),
    distortionPx: lattice.quality.rigidResidual,
    crystal:
      crystal &&
      (match
        ? { name: projectionLabel(crystal), pixelSize: match.pixelSize, fileError: match.fileError, fit: match.fit }
        : 'does not fit'),
  }
}
