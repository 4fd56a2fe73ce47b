import type { Budget } from './budget'
import { ByteReader, latin1 } from './byte-reader'
import { requireReadableSize } from './check'
import { corrupt, decoding, truncated, unsupported } from './failures'
import type { ImageFile } from './images'
import { imageFile, metadataOf } from './images'
import { planes } from './planes'
import type { SampleKind } from './samples'
import { readSamples } from './samples'

/** MRC2014, https://www.ccpem.ac.uk/mrc_format/mrc2014.php: 1024 bytes of header, an extended header, then sections. */

const headerBytes = 1024
const machineStampAt = 212

/** By mode. The others are complex or packed. */
const modes: Partial<Record<number, [kind: SampleKind, bytes: number]>> = {
  0: ['int', 1],
  1: ['int', 2],
  2: ['float', 4],
  6: ['uint', 2],
  12: ['float', 2],
}

/**
 * By the machine's stamp, whose first byte tells the order of bytes (0x44 little, 0x11 big) whatever programs write into the
 * others; or by the word MAP. Older files have neither: their header must describe this very file.
 */
export function isMrc(bytes: Uint8Array): boolean {
  if (bytes.length < machineStampAt + 4) return false
  if (stampOrder(bytes) !== null) return true
  if (bytes.length < headerBytes) return false
  return latin1(bytes.subarray(208, 211)) === 'MAP' || [true, false].some((little) => describesFile(bytes, little))
}

export function openMrc(bytes: Uint8Array, name: string, budget: Budget): ImageFile {
  return decoding(name, () => {
    if (bytes.length < headerBytes)
      throw truncated(name, `its header takes ${headerBytes} bytes, and it holds ${bytes.length}`)
    const littleEndian = stampOrder(bytes) ?? !describesFile(bytes, false)
    const reader = new ByteReader(bytes, name, littleEndian, budget)
    const { width, height, count, mode, extended } = readHeader(reader)
    requireReadableSize(name, width, height)
    if (count < 1) throw corrupt(name, `its size is ${width} × ${height} × ${count}`)
    const type = modes[mode]
    if (!type) throw unsupported(name, `MRC data of mode ${mode}`)
    const kind = mode === 0 && bytesAreUnsigned(reader) ? 'uint' : type[0]
    const [, size] = type
    reader.seek(28)
    const [samplesX, samplesY] = [reader.i32(), reader.i32()]
    reader.seek(40)
    const [cellX, cellY] = [reader.f32(), reader.f32()]
    if (extended < 0) throw corrupt(name, `an extended header of ${extended} bytes`)

    const sectionBytes = width * height * size
    const body = bytes.subarray(headerBytes + extended)
    if (body.length < sectionBytes * count) {
      throw truncated(name, `it announces ${sectionBytes * count} bytes of pixels and holds ${body.length}`)
    }
    const [x, y] = [cellX / samplesX, cellY / samplesY]
    const calibrated = [x, y].every((value) => Number.isFinite(value) && value > 0)
    const image = {
      title: count > 1 ? name : undefined,
      width,
      height,
      calibration: calibrated ? { x: { value: x, unit: 'Å' }, y: { value: y, unit: 'Å' } } : null,
      metadata: metadataOf({ format: 'MRC', bits: size * 8, samples: kind }),
    }
    return imageFile(
      name,
      planes(image, count, (plane) =>
        readSamples(body.subarray(plane * sectionBytes, (plane + 1) * sectionBytes), kind, size, littleEndian),
      ),
    )
  })
}

/** Whether it is little-endian; null where the stamp does not say. */
function stampOrder(bytes: Uint8Array): boolean | null {
  const first = bytes[machineStampAt]
  return first === 0x44 ? true : first === 0x11 ? false : null
}

function readHeader(reader: ByteReader) {
  const [width, height, count, mode] = [reader.i32(), reader.i32(), reader.i32(), reader.i32()]
  return { width, height, count, mode, extended: reader.seek(92).i32() }
}

/** Whether the header, read in this order of bytes, announces as many bytes as there are. */
function describesFile(bytes: Uint8Array, littleEndian: boolean): boolean {
  const { width, height, count, mode, extended } = readHeader(new ByteReader(bytes, '', littleEndian))
  const size = modes[mode]?.[1] ?? 0
  const sound = size > 0 && width > 0 && height > 0 && count > 0 && extended >= 0
  return sound && headerBytes + extended + width * height * count * size === bytes.length
}

/**
 * Mode 0 is signed by the standard, and unsigned in older files. IMOD says which in a flag; else the header's least and greatest
 * value tell.
 */
function bytesAreUnsigned(reader: ByteReader): boolean {
  if (latin1(reader.seek(152).take(4)) === 'IMOD' || latin1(reader.seek(152).take(4)) === 'DOMI') {
    return (reader.u32() & 1) === 0
  }
  reader.seek(76)
  const [least, greatest] = [reader.f32(), reader.f32()]
  return least >= 0 && greatest > 127
}
