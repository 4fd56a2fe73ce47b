import type { Calibration } from '../../calibration'
import type { TiffDirectory } from '../directory'
import { lengths } from './lengths'

/** DigitalMicrograph: tags 65003 and 65004 hold the unit along x and y, 65009 and 65010 the size of a pixel in it. */
export function fromGatan(page: TiffDirectory): Calibration | null {
  const unit = page.text(65003)
  if (unit === null) return null
  const [x, y] = [page.number(65009, null), page.number(65010, null)]
  return lengths(unit, x, page.text(65004) ?? unit, y ?? x)
}
