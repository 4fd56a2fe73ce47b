import { ByteReader, latin1 } from '../../byte-reader'
import type { Calibration } from '../../calibration'
import type { TiffDirectory } from '../directory'
import { lengths } from './lengths'

/** Of entries that each point to a structure: the one with the calibration. */
const generalData = 1

/** Olympus SIS (iTEM, analySIS): tag 33560 begins a list of structures, one of which holds the pixel size in metres. */
export function fromSis(page: TiffDirectory): Calibration | null {
  const start = page.offsetOf(33560)
  if (start === null || start + 60 > page.bytes.length) return null
  const reader = new ByteReader(page.bytes, page.name, true)
  if (latin1(reader.seek(start).take(4)) !== 'SIS0') return null
  reader.seek(start + 58)
  const count = reader.u16()
  for (let index = 0; index < count && reader.offset + 8 <= page.bytes.length; index++) {
    const kind = reader.u16()
    reader.take(2)
    const at = reader.u32()
    if (kind === generalData && at + 28 <= page.bytes.length) return calibrationAt(reader.seek(at))
  }
  return null
}

/** Both sizes share a power of ten. */
function calibrationAt(reader: ByteReader): Calibration | null {
  reader.take(10)
  const power = (reader.u16() << 16) >> 16
  const [x, y] = [reader.f64(), reader.f64()]
  return lengths('m', x * 10 ** power, 'm', y * 10 ** power)
}
