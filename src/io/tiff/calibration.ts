import type { Calibration } from '../calibration'
import { pixelSizeOf } from '../calibration'
import type { TiffDirectory } from './directory'

/**
 * The pixel size, only from where a microscopist put it: Gatan's private tags or ImageJ's description. The plain
 * resolution tags (282, 283, 296) do not count: nearly every program writes the screen's or printer's dots per inch there.
 */
export function readCalibration(page: TiffDirectory): Calibration | null {
  return fromGatan(page) ?? fromImageJ(page)
}

/** Tags 65003 and 65004 hold the unit along x and y, 65009 and 65010 the size of a pixel in it. */
function fromGatan(page: TiffDirectory): Calibration | null {
  const unit = page.text(65003)
  if (unit === null) return null
  const [x, y] = [page.number(65009, null), page.number(65010, null)]
  return lengths(unit, x, page.text(65004) ?? unit, y ?? x)
}

/** Lines such as `unit=nm`; the resolution tags then hold pixels per unit. ImageJ writes µ as an escape. */
function fromImageJ(page: TiffDirectory): Calibration | null {
  const description = page.text(270)
  if (!description?.startsWith('ImageJ=')) return null
  const field = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(description)?.[1].replace(/\\u00B5/i, 'µ')
  const unit = field('unit')
  if (unit === undefined) return null
  const [x, y] = [page.number(282, null), page.number(283, null)]
  return lengths(unit, x && 1 / x, field('yunit') ?? unit, y && 1 / y)
}

/** Null unless both numbers are there, and both units are lengths: a scale in inches is nobody's calibration. */
function lengths(unitX: string, x: number | null, unitY: string, y: number | null): Calibration | null {
  const calibration = { x: { value: x ?? 0, unit: unitX }, y: { value: y ?? 0, unit: unitY } }
  return pixelSizeOf(calibration) ? calibration : null
}
