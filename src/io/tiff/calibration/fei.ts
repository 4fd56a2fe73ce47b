import { latin1 } from '../../byte-reader'
import type { Calibration } from '../../calibration'
import type { TiffDirectory } from '../directory'
import { lengths } from './lengths'

/** Instruments by FEI and Thermo Fisher: sections of `key=value` in tag 34682 or 34680, the pixel size in metres. */
export function fromFei(page: TiffDirectory): Calibration | null {
  const bytes = page.bytesOf(34682) ?? page.bytesOf(34680)
  if (!bytes) return null
  const text = latin1(bytes)
  const scan = section(text, 'Scan')
  if (scan.PixelWidth !== undefined) return lengths('m', scan.PixelWidth, 'm', scan.PixelHeight ?? scan.PixelWidth)
  // Other versions give the width of the field of view.
  const [beam, image] = [section(text, 'EBeam'), section(text, 'Image')]
  const [x, y] = [beam.HFW / image.ResolutionX, beam.VFW / image.ResolutionY]
  return lengths('m', x, 'm', y)
}

/** The numbers of one section. */
function section(text: string, name: string): Record<string, number> {
  const body = new RegExp(`^\\[${name}\\][^\\n]*\\n([^[]*)`, 'm').exec(text)?.[1] ?? ''
  const lines = body.matchAll(/^(\w+)=([-+.\deE]+)\s*$/gm)
  return Object.fromEntries(Array.from(lines, ([, key, value]) => [key, Number(value)]))
}
