import decode from 'jpeg-js/lib/decoder.js'
import { ByteReader } from './byte-reader'
import { requireReadableSize } from './check'
import { corrupt, decoding, truncated, unsupported } from './failures'
import { toGrey } from './grey'
import type { Micrograph } from './micrograph'

/** A block of 8 × 8 pixels takes at least one bit of the file. */
const maxPixelsPerByte = 8 * 64

/** Progressive files have about ten; each costs a walk over the whole picture. */
const maxScans = 64

const startOfScan = 0xda
const endOfImage = 0xd9

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff
}

export function readJpeg(bytes: Uint8Array, name: string): Micrograph {
  requireSound(bytes, name)
  return decoding(name, () => {
    const options = {
      useTArray: true,
      tolerantDecoding: false,
      maxResolutionInMP: 135,
      maxMemoryUsageInMB: 2048,
    } as const
    const { data, width, height } = decode(bytes, options)
    return { data: toGrey(data, 4), width, height, pixelSize: null, name, metadata: { format: 'JPEG', bits: 8 } }
  })
}

/** Checks all that the decoder takes on trust: the size, and that the picture comes to its end (it would pad with grey). */
function requireSound(bytes: Uint8Array, name: string): void {
  const reader = new ByteReader(bytes, name, false)
  reader.take(2)
  let scans = 0
  for (;;) {
    const marker = nextMarker(reader)
    if (marker === endOfImage) break
    const segment = new ByteReader(reader.take(reader.u16() - 2), name, false)
    if (isFrame(marker)) requireReadableFrame(marker, segment, bytes.length)
    if (marker === startOfScan && ++scans > maxScans) throw unsupported(name, `a JPEG of more than ${maxScans} scans`)
    if (marker === startOfScan) skipScan(reader)
  }
  if (scans === 0) throw corrupt(name, 'it holds no picture')
}

function nextMarker(reader: ByteReader): number {
  if (reader.u8() !== 0xff) throw corrupt(reader.name, `no JPEG marker at byte ${reader.offset - 1}`)
  let marker = reader.u8()
  while (marker === 0xff) marker = reader.u8()
  return marker
}

/** SOF0 … SOF15, among which three numbers mean something else. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
}

function requireReadableFrame(marker: number, segment: ByteReader, fileBytes: number): void {
  const { name } = segment
  const [bits, height, width] = [segment.u8(), segment.u16(), segment.u16()]
  if (marker > 0xc2) throw unsupported(name, 'a lossless, hierarchical or arithmetic-coded JPEG')
  if (bits !== 8) throw unsupported(name, `a JPEG of ${bits} bits`)
  requireReadableSize(name, width, height)
  if (width * height > fileBytes * maxPixelsPerByte)
    throw corrupt(name, `${fileBytes} bytes cannot hold ${width} × ${height}`)
}

/** To the marker that ends the compressed data, in which 0xff is followed by 0 or by a restart marker. */
function skipScan(reader: ByteReader): void {
  const { bytes } = reader
  let at = bytes.indexOf(0xff, reader.offset)
  while (at >= 0 && at + 1 < bytes.length) {
    const next = bytes[at + 1]
    const inside = next === 0 || (next >= 0xd0 && next <= 0xd7)
    if (!inside && next !== 0xff) break
    at = bytes.indexOf(0xff, at + (inside ? 2 : 1))
  }
  if (at < 0 || at + 1 >= bytes.length) throw truncated(reader.name, 'the picture has no end')
  reader.offset = at
}
