import type { RecordedMultislice } from '../truth'
import type { NamedDetector } from './detectors'

/** The microscope, and what is simulated of it. */
export interface MultisliceOptions extends Omit<RecordedMultislice, 'thickness' | 'brightest' | 'detector'> {
  /** Each takes a picture of the same scan; the dose is that of the first. */
  detectors: readonly NamedDetector[]
}

/** A usual corrected one, and atoms in thermal motion: at rest light columns are wrong. */
export const USUAL_MICROSCOPE: MultisliceOptions = {
  kilovolts: 200,
  aperture: 21.4,
  defocus: 0,
  cs: 0,
  detectors: [{ name: null, inner: 50, outer: 150 }],
  source: 0.8,
  tilt: { x: 0, y: 0 },
  phonons: 8,
  method: 'auto',
}
