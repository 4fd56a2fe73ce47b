import type { Detection, DetectionKind } from '../../stem/micrograph/detections'
import type { Opinion } from './review'

export type Pair = { x: number; y: number }

/** A column of the micrograph. Lengths in Å are null where the pixel size is not known, figures where it was not judged. */
export interface ColumnRecord {
  /** Null in a micrograph without a lattice, as are `i` and `j`: its cell. */
  sublattice: string | null
  i: number | null
  j: number | null
  /** Px from the centre of the top left pixel, and the same in Å. */
  x: number
  y: number
  xAngstrom: number | null
  yAngstrom: number | null
  /** Height above its surroundings over the median of its sublattice, or of all where there is none. */
  intensity: number
  /** By which it is off the smoothly distorted lattice, Å. */
  dxAngstrom: number | null
  dyAngstrom: number | null
  /**
   * Displacement of a column of the second and further sublattices from the centre of the nearest columns of the first, px and Å; null
   * for the first, and where there is one only.
   */
  polarisationXPx: number | null
  polarisationYPx: number | null
  polarisationXAngstrom: number | null
  polarisationYAngstrom: number | null
  /** Strain of the crystal around the column against the micrograph's rigid lattice, a part of the length. */
  exx: number | null
  eyy: number | null
  exy: number | null
  /** Rotation of the crystal there against that lattice, degrees from +x towards +y. */
  rotationDeg: number | null
  /** −ln of how often normal scatter would do as much, and how often this micrograph's columns do. */
  score: number | null
  pValue: number | null
  /** The least false discovery rate at which it is found. */
  qValue: number | null
  /** The least change that would have been found: % of what stands around, and px in whatever direction. */
  detectableDeficit: number | null
  detectableExcess: number | null
  detectableShift: number | null
  kind: DetectionKind | 'bulk' | 'not judged'
  /** What a person said of it; null where nobody did. */
  review: Opinion | null
}

export interface DetectionRecord {
  /** The number beside its ring in the overlay. */
  id: number
  kind: DetectionKind
  /** The number of the group of detections that look like it; null where there are no groups. */
  group: number | null
  /** Null in a micrograph without a lattice, as are `i` and `j`. */
  sublattice: string | null
  i: number | null
  j: number | null
  x: number
  y: number
  xAngstrom: number | null
  yAngstrom: number | null
  /** Change of intensity in % of what stands around, and its standard deviation. */
  strength: number
  strengthError: number
  /** By which it is off the place that its surroundings predict, px and Å, and the standard deviation along an axis. */
  displacementPx: Pair
  displacementAngstrom: Pair | null
  displacementErrorPx: number
  displacementErrorAngstrom: number | null
  score: number
  /** How often one of bulk's columns would be as unusual, whatever rate was asked; and the least rate at which it is found. */
  pValue: number
  qValue: number
}

/** A detection, and what a person said of it; null where nobody did. */
export interface ReviewedDetection extends DetectionRecord {
  review: Opinion | null
}

/** `scale`: Å per pixel, or null. */
export function detectionRecord(
  { kind, x, y, dx, dy, displacementError, strength, strengthError, score, pValue, qValue }: Detection,
  {
    id,
    site,
    scale,
  }: { id: number; site: Pick<DetectionRecord, 'group' | 'sublattice' | 'i' | 'j'>; scale: Pair | null },
): DetectionRecord {
  return {
    id,
    kind,
    ...site,
    x,
    y,
    xAngstrom: scale && x * scale.x,
    yAngstrom: scale && y * scale.y,
    strength,
    strengthError,
    displacementPx: { x: dx, y: dy },
    displacementAngstrom: scale && { x: dx * scale.x, y: dy * scale.y },
    displacementErrorPx: displacementError,
    displacementErrorAngstrom: scale && displacementError * Math.sqrt(scale.x * scale.y),
    score,
    pValue,
    qValue,
  }
}

export function digits(value: number, count: number): number {
  return Math.round(value * 10 ** count) / 10 ** count
}
