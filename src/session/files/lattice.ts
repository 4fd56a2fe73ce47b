import type { Projection } from '../../stem/crystal/projection'
import { projectionLabel } from '../../stem/crystal/projection'
import { fittingCrystals } from '../../stem/lattice/fitting-crystals'
import type { CrystalFit } from '../../stem/lattice/match-crystal'
import { recognise } from '../../stem/lattice/match-crystal'
import type { Vector } from '../../stem/math/vector'
import type { Examined } from '../../stem/micrograph/examine'

interface DescribedCrystal {
  name: string
  pixelSize: { x: number; y: number }
  fileError: number | null
  /** How far the lattice is off the crystal, apart from its scale. */
  fit: CrystalFit
}

/** What a person reads of a micrograph's lattice. */
export type LatticeDescription =
  | {
      verdict: 'not periodic'
      reason: string
      /** Part of the picture that what surrounds a column explains: columns are judged by that. Null where nothing is searched. */
      explained: number | null
      remarks: readonly string[]
    }
  | {
      verdict: 'periodic'
      lengthsPx: [number, number]
      /** By the crystal's pixel size where it fits, or else by the file's; null where neither is known. */
      lengthsAngstrom: [number, number] | null
      angleDeg: number
      sublattices: { name: string; position: { u: number; v: number }; columns: number; intensity: number }[]
      /** Departure of the columns from a rigid lattice, px rms. */
      distortionPx: number
      /** How the micrograph was changed before its lattice was looked for: spikes, masks, contrast. */
      remarks: readonly string[]
      crystal: null | DescribedCrystal | 'does not fit'
      /**
       * Crystals of Lacuna's own that cell and columns fit by the micrograph's pixel size, the best first: one, two that cannot be told
       * apart, or none. None is looked for where a crystal is named, the pixel size is not known, or the micrograph is simulated.
       */
      fitting: readonly FittingName[]
    }

/** A crystal that may be named, and by which part the micrograph's pixel size is too large for it. */
export interface FittingName {
  name: string
  fileError: number
}

/** `explained`: as in the description of one that is not periodic. */
export function describeLattice(
  { square, found, remarks }: Examined,
  crystal: Projection | null,
  explained: number | null = null,
): LatticeDescription {
  if (found.verdict === 'not periodic') return { verdict: found.verdict, reason: found.reason, explained, remarks }
  const recognised = recognise(found, crystal, square.micrograph.pixelSize)
  const lattice = square.lattice(recognised.lattice)
  const match = recognised.match && square.match(recognised.match)
  const scale = match?.pixelSize ?? square.own.pixelSize
  const angstrom = ({ x, y }: Vector) => scale && Math.hypot(x * scale.x, y * scale.y)
  const [a, b] = [angstrom(lattice.a), angstrom(lattice.b)]
  return {
    verdict: 'periodic',
    lengthsPx: lattice.lengths,
    lengthsAngstrom: a === null || b === null ? null : [a, b],
    angleDeg: lattice.angle,
    sublattices: lattice.sublattices.map(({ name, position, intensity, sites }) => {
      return { name, position, columns: sites.count, intensity }
    }),
    distortionPx: lattice.quality.rigidResidual,
    remarks,
    crystal:
      crystal &&
      (match
        ? { name: projectionLabel(crystal), pixelSize: match.pixelSize, fileError: match.fileError, fit: match.fit }
        : 'does not fit'),
    fitting:
      crystal || square.own.metadata.simulated
        ? []
        : fittingCrystals(found, square.micrograph.pixelSize).map((fitting) => {
            return { name: projectionLabel(fitting.crystal), fileError: fitting.scale }
          }),
  }
}
