import type { Calibration } from '../../calibration'
import type { TiffDirectory } from '../directory'
import { once } from '../directory'
import { lengths, resolution } from './lengths'

/** ImageJ: lines such as `unit=nm` in the first page's description; the resolution tags then hold pixels per unit. */
export function fromImageJ(page: TiffDirectory, first: TiffDirectory): Calibration | null {
  const unit = imageJField(first, 'unit')
  if (unit === null) return null
  const perUnit = resolution(page) ?? resolution(first)
  return perUnit && lengths(unit, 1 / perUnit.x, imageJField(first, 'yunit') ?? unit, 1 / perUnit.y)
}

/** A line of ImageJ's description, with its escapes such as `\u00B5`; null where there is none. */
export function imageJField(first: TiffDirectory, key: string): string | null {
  return fieldsOf(first).get(key) ?? null
}

const fieldsOf = once((first): ReadonlyMap<string, string> => {
  const description = first.text(270)
  if (!description?.startsWith('ImageJ=')) return new Map()
  const lines = Array.from(description.matchAll(/^(\w+)=(.*)$/gm), ([, key, value]) => [key, value.trim()] as const)
  // Of a key that stands there twice the first counts.
  return new Map(lines.reverse())
})
