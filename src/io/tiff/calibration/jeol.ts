import type { Calibration } from '../../calibration'
import type { TiffDirectory } from '../directory'
import { once } from '../directory'
import { lengths, resolution, resolutionUnit } from './lengths'

/**
 * JEOL's SightX: the camera's resolution in the tags, and the magnification in the description's XML. In diffraction nothing is
 * a length, and of a scanned image the magnification says nothing of a pixel.
 */
export function fromJeol(page: TiffDirectory, first: TiffDirectory): Calibration | null {
  const magnification = magnificationOf(first)
  const [perUnit, metres] = [resolution(page), resolutionUnit(page)]
  if (magnification === null || !perUnit || metres === null) return null
  return lengths('m', metres / perUnit.x / magnification, 'm', metres / perUnit.y / magnification)
}

/** Null where the picture is none of JEOL's, or no image of the specimen. */
const magnificationOf = once((first): number | null => {
  const xml = first.text(271)?.startsWith('JEOL') ? first.text(270) : null
  if (!xml) return null
  const field = (name: string) => new RegExp(`<${name}[^>]*>([^<]*)</${name}>`).exec(xml)?.[1].trim()
  const imaging = /<ImageFormingSystem[\s\S]*?<\/ImageFormingSystem>/.exec(xml)?.[0] ?? ''
  const value = /<SelectorValue[^>]*>([^<]*)</.exec(imaging)?.[1]
  const mode = /<ModeString[^>]*>([^<]*)</.exec(imaging)?.[1].trim()
  return field('EosMode') === 'eosTEM' && mode === 'MAG' ? Number(value ?? NaN) : null
})
