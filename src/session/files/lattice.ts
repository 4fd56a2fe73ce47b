import type { Micrograph } from '../../io/micrograph'
import type { Projection } from '../../stem/crystal/projection'
import { projectionLabel } from '../../stem/crystal/projection'
import type { Examined } from '../../stem/lattice/examine'
import { recognise } from '../../stem/lattice/match-crystal'

/** What a person is told of a micrograph's lattice. */
export type LatticeDescription =
  | { verdict: 'not periodic'; reason: string; remarks: readonly string[] }
  | {
      verdict: 'periodic'
      lengthsPx: [number, number]
      angleDeg: number
      sublattices: { name: string; position: { u: number; v: number }; columns: number; intensity: number }[]
      /** Departure of the columns from a rigid lattice, px rms. */
      distortionPx: number
      /** How the micrograph was changed before its lattice was looked for: spikes, masks, contrast. */
      remarks: readonly string[]
      crystal: null | { name: string; pixelSize: { x: number; y: number }; fileError: number | null } | 'does not fit'
    }

export function describeLattice(
  { found, remarks }: Pick<Examined, 'found' | 'remarks'>,
  crystal: Projection | null,
  filePixel: Micrograph['pixelSize'],
): LatticeDescription {
  if (found.verdict === 'not periodic') return { verdict: found.verdict, reason: found.reason, remarks }
  const { lattice, match } = recognise(found, crystal, filePixel)
  return {
    verdict: 'periodic',
    lengthsPx: lattice.lengths,
    angleDeg: lattice.angle,
    sublattices: lattice.sublattices.map(({ name, position, intensity, sites }) => {
      return { name, position, columns: sites.count, intensity }
    }),
    distortionPx: lattice.quality.rigidResidual,
    remarks,
    crystal:
      crystal &&
      (match
        ? { name: projectionLabel(crystal), pixelSize: match.pixelSize, fileError: match.fileError }
        : 'does not fit'),
  }
}
