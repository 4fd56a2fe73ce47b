import type { Calibration } from '../../calibration'
import type { TiffDirectory } from '../directory'
import { lengths, resolution, resolutionUnit } from './lengths'

/**
 * JEOL's SightX: the camera's resolution in the tags, and the magnification in the description's XML. In diffraction nothing is
 * a length, and of a scanned image the magnification says nothing of a pixel.
 */
export function fromJeol(page: TiffDirectory, first: TiffDirectory): Calibration | null {
  const xml = first.text(270)
  if (!first.text(271)?.startsWith('JEOL') || !xml) return null
  const field = (name: string) => new RegExp(`<${name}[^>]*>([^<]*)</${name}>`).exec(xml)?.[1].trim()
  const imaging = /<ImageFormingSystem[\s\S]*?<\/ImageFormingSystem>/.exec(xml)?.[0] ?? ''
  const value = /<SelectorValue[^>]*>([^<]*)</.exec(imaging)?.[1]
  const mode = /<ModeString[^>]*>([^<]*)</.exec(imaging)?.[1].trim()
  const [perUnit, metres] = [resolution(page), resolutionUnit(page)]
  if (field('EosMode') !== 'eosTEM' || mode !== 'MAG' || !perUnit || metres === null) return null
  const magnification = Number(value ?? NaN)
  return lengths('m', metres / perUnit.x / magnification, 'm', metres / perUnit.y / magnification)
}
