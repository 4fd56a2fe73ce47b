import type { Annulus } from '../../../physics'

/** Annular detectors of a usual microscope. */
export const DETECTOR_NAMES = ['haadf', 'maadf', 'abf', 'bf'] as const

export type DetectorName = (typeof DETECTOR_NAMES)[number]

/** A detector, and what its picture is called; null where nobody gave it a name. */
export interface NamedDetector extends Annulus {
  name: DetectorName | null
}

/**
 * What a detector of this name sees, mrad, with a probe of this half-angle: bright field the inner half of the cone, annular bright field the
 * outer one, dark field what is beyond it. 25–50 and 50–150 mrad are those of a probe of 21.4 mrad; a wider cone pushes them outwards.
 */
export function usualDetector(name: DetectorName, aperture: number): NamedDetector {
  const beyond = (least: number, cones: number) => Math.round(Math.max(least, cones * aperture))
  switch (name) {
    case 'haadf':
      return { name, inner: beyond(50, 2.2), outer: beyond(150, 4.4) }
    case 'maadf':
      return { name, inner: beyond(25, 1.1), outer: beyond(50, 2.2) }
    case 'abf':
      return { name, inner: aperture / 2, outer: aperture }
    case 'bf':
      return { name, inner: 0, outer: aperture / 2 }
  }
}

/** Whether none of the direct beam reaches it: then columns are bright. */
export function isDarkField({ inner }: Annulus, aperture: number): boolean {
  return inner >= aperture
}
