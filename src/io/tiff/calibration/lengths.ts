import type { Calibration } from '../../calibration'
import { pixelSizeOf } from '../../calibration'
import type { TiffDirectory } from '../directory'

/** A pixel's size along both axes; null unless both numbers are there, and the units are lengths. */
export function lengths(
  unitX: string,
  x: number | null | undefined,
  unitY: string,
  y: number | null | undefined,
): Calibration | null {
  const calibration = { x: { value: x ?? 0, unit: unitX }, y: { value: y ?? 0, unit: unitY } }
  return pixelSizeOf(calibration) ? calibration : null
}

/** Pixels in a unit of length along x and y, by tags 282 and 283; null where they are not there. */
export function resolution(page: TiffDirectory): { x: number; y: number } | null {
  const [x, y] = [page.number(282, null), page.number(283, null)]
  return x !== null && y !== null && x > 0 && y > 0 ? { x, y } : null
}

/** Metres in the unit of tag 296; null where it has none. */
export function resolutionUnit(page: TiffDirectory): number | null {
  return { 2: 0.0254, 3: 0.01 }[page.number(296, 2)] ?? null
}
