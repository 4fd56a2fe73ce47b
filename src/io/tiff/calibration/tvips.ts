import { ByteReader } from '../../byte-reader'
import type { Calibration } from '../../calibration'
import type { TiffDirectory } from '../directory'
import { lengths } from './lengths'

/** Bytes of version 1's header, with which version 2 begins. */
const firstHeader = 244

/** In version 2, from its own beginning: names, sizes, comments, scaling and statistics stand before the pixel size. */
const pixelSizeAt = 2 * 160 + 7 * 4 + 2 * 1024 + 16 * 4 + 16 * 16 + 2 * 4

/** EM-MENU by TVIPS: a structure in tag 37706, the pixel size in nm. */
export function fromTvips(page: TiffDirectory): Calibration | null {
  const start = page.offsetOf(37706)
  if (start === null || start + firstHeader + pixelSizeAt + 8 > page.bytes.length) return null
  const reader = new ByteReader(page.bytes, page.name, page.littleEndian).seek(start)
  if (reader.i32() !== 2) return null
  reader.seek(start + firstHeader + pixelSizeAt)
  return lengths('nm', reader.f32(), 'nm', reader.f32())
}
