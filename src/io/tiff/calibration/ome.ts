import type { Calibration } from '../../calibration'
import type { TiffDirectory } from '../directory'
import { once } from '../directory'
import { lengths } from './lengths'

/** OME-TIFF: XML in the first page's description, whose `Pixels` hold sizes and units of each image; without a unit it is µm. */
export function fromOme(page: TiffDirectory, first: TiffDirectory): Calibration | null {
  const pixels = elementsOf(first).find(
    ({ SizeX, SizeY }) => Number(SizeX) === page.number(256, 0) && Number(SizeY) === page.number(257, 0),
  )
  if (!pixels) return null
  const { PhysicalSizeX, PhysicalSizeY, PhysicalSizeXUnit = 'µm', PhysicalSizeYUnit = 'µm' } = pixels
  return lengths(PhysicalSizeXUnit, Number(PhysicalSizeX ?? 0), PhysicalSizeYUnit, Number(PhysicalSizeY ?? 0))
}

/** More images than any file describes. */
const maxElements = 1000

const elementsOf = once((first): Partial<Record<string, string>>[] => {
  const xml = first.text(270)
  if (!xml || !/<OME[\s>]/.test(xml)) return []
  const elements = Array.from(xml.matchAll(/<Pixels\s[^>]*>/g), ([element]) => element)
  return elements.slice(0, maxElements).map(attributes)
})

function attributes(element: string): Partial<Record<string, string>> {
  const found = element.matchAll(/([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)
  return Object.fromEntries(Array.from(found, ([, key, double, single]) => [key, withoutEntities(double ?? single)]))
}

/** `&#181;m` and `&#xC5;` */
function withoutEntities(text: string): string {
  return text.replace(/&#(?:x([0-9a-f]{1,6})|(\d{1,7}));/gi, (entity, hex?: string, decimal?: string) => {
    const code = hex ? parseInt(hex, 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : entity
  })
}
