import { ByteReader } from './byte-reader'
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

/** The stamp of the machine alone: older files lack the word MAP. */
export function isMrc(bytes: Uint8Array): boolean {
  return littleEndianOf(bytes) !== null
}

export function openMrc(bytes: Uint8Array, name: string): ImageFile {
  return decoding(name, () => {
    if (bytes.length < headerBytes)
      throw truncated(name, `its header takes ${headerBytes} bytes, and it holds ${bytes.length}`)
    const littleEndian = littleEndianOf(bytes) ?? true
    const reader = new ByteReader(bytes, name, littleEndian)
    const [width, height, count, mode] = [reader.i32(), reader.i32(), reader.i32(), reader.i32()]
    requireReadableSize(name, width, height)
    if (count < 1) throw corrupt(name, `its size is ${width} × ${height} × ${count}`)
    const type = modes[mode]
    if (!type) throw unsupported(name, `MRC data of mode ${mode}`)
    const [kind, size] = type
    reader.seek(28)
    const [samplesX, samplesY] = [reader.i32(), reader.i32()]
    reader.seek(40)
    const [cellX, cellY] = [reader.f32(), reader.f32()]
    const extended = reader.seek(92).i32()
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

function littleEndianOf(bytes: Uint8Array): boolean | null {
  const [first, second] = bytes.subarray(machineStampAt, machineStampAt + 2)
  if (first === 0x44 && (second === 0x41 || second === 0x44)) return true
  return first === 0x11 && second === 0x11 ? false : null
}
