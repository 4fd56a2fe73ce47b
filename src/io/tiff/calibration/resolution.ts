import type { Calibration } from '../../calibration'
import type { TiffDirectory } from '../directory'
import { lengths, resolution, resolutionUnit } from './lengths'

/** Finer than this, 254,000 dots per inch, no printer, screen or scanner is: m. */
const finerThanPrint = 1e-7

/**
 * The plain resolution tags. Nearly every program writes the screen's or printer's dots per inch there, and those are no
 * calibration; a resolution that no such device has can only be a microscope's.
 */
export function fromResolution(page: TiffDirectory): Calibration | null {
  const [perUnit, metres] = [resolution(page), resolutionUnit(page)]
  if (!perUnit || metres === null) return null
  const [x, y] = [metres / perUnit.x, metres / perUnit.y]
  return x < finerThanPrint && y < finerThanPrint ? lengths('m', x, 'm', y) : null
}
