import decode from 'jpeg-js/lib/decoder.js'
import { Budget } from './budget'
import { ByteReader, latin1 } from './byte-reader'
import { requireReadableSize } from './check'
import { corrupt, decoding, truncated, unsupported } from './failures'
import { toGrey } from './grey'
import type { ImageFile } from './images'
import { imageFile } from './images'
import { isOnItsSide, upright } from './orientation'
import { TiffDirectory } from './tiff/directory'

/** A block of 8 × 8 pixels takes at least one bit of the file. */
const maxPixelsPerByte = 8 * 64

/** Progressive files have about ten; each costs a walk over the whole picture. */
const maxScans = 64

const startOfScan = 0xda
const endOfImage = 0xd9
const exif = 0xe1
const adobeMark = 0xee

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff
}

/** Its segments say all about it, so the picture is decoded when it is asked for. */
export function openJpeg(bytes: Uint8Array, name: string, budget: Budget): ImageFile {
  return decoding(name, () => {
    const { isRgb, orientation, ...size } = inspect(bytes, name, budget)
    const [width, height] = isOnItsSide(orientation) ? [size.height, size.width] : [size.width, size.height]
    const pixels = () =>
      decoding(name, () => {
        requireDecodable(size, budget)
        const picture = decoded(bytes, !isRgb)
        return upright({ ...picture, data: toGrey(picture.data, 4) }, orientation).data
      })
    const metadata = { format: 'JPEG', bits: 8 }
    return imageFile(name, [{ width, height, calibration: null, metadata, pixels }])
  })
}

interface Rgba {
  /** Red, green, blue and opacity of each pixel. */
  data: Uint8Array
  width: number
  height: number
}

/** A JPEG in another file, which says itself whether three components are luma and colour differences. */
export function decodeJpeg(bytes: Uint8Array, isYcc: boolean, { name, budget }: JpegSource): Rgba {
  return decoding(name, () => {
    requireDecodable(inspect(bytes, name, budget), budget)
    return decoded(bytes, isYcc)
  })
}

interface JpegSource {
  name: string
  budget: Budget
}

/** The decoder holds each component's coefficients, in 32 bits, and its samples; and then four bytes a pixel. */
function requireDecodable({ width, height, components }: Frame, budget: Budget): void {
  const pixels = width * height
  budget.hold(pixels * (5 * components.length + 8))
  // About as slow as inflating four bytes for each sample.
  budget.unpack(pixels * components.length, 4)
}

function decoded(bytes: Uint8Array, colorTransform: boolean): Rgba {
  return decode(bytes, {
    colorTransform,
    useTArray: true,
    tolerantDecoding: false,
    maxResolutionInMP: 135,
    maxMemoryUsageInMB: 2048,
  })
}

interface Frame {
  width: number
  height: number
  /** Their names, one character each, such as `RGB`. */
  components: string
}

interface Inspected extends Frame {
  /** Three components are red, green and blue themselves. */
  isRgb: boolean
  orientation: number
}

/**
 * Checks all that the decoder takes on trust: the size, and that the picture comes to its end (it would pad with grey). Finds
 * what it does not look for: whether colours are as they stand, and which way is up.
 */
function inspect(bytes: Uint8Array, name: string, budget: Budget): Inspected {
  const reader = new ByteReader(bytes, name, false, budget)
  reader.take(2)
  let scans = 0
  let orientation = 1
  let frame: Frame | null = null
  let adobe: number | null = null
  for (;;) {
    const marker = nextMarker(reader)
    if (marker === endOfImage) break
    const segment = new ByteReader(reader.take(reader.u16() - 2), name, false)
    if (isFrame(marker)) frame = readFrame(marker, segment, bytes.length)
    if (marker === exif) orientation = orientationIn(segment.bytes, name) ?? orientation
    if (marker === adobeMark && latin1(segment.bytes.subarray(0, 5)) === 'Adobe') adobe = segment.bytes[11] ?? null
    if (marker === startOfScan && ++scans > maxScans) throw unsupported(name, `a JPEG of more than ${maxScans} scans`)
    if (marker === startOfScan) skipScan(reader)
  }
  if (scans === 0 || !frame) throw corrupt(name, 'it holds no picture')
  return { ...frame, isRgb: adobe === 0 || (adobe === null && frame.components === 'RGB'), orientation }
}

/** In a TIFF of its own, after a mark. */
function orientationIn(segment: Uint8Array, name: string): number | null {
  if (latin1(segment.subarray(0, 6)) !== 'Exif\0\0') return null
  const bytes = segment.subarray(6)
  try {
    const reader = new ByteReader(bytes, name, bytes[0] === 0x49).seek(4)
    const { littleEndian } = reader
    const file = { bytes, name, littleEndian, big: false, budget: new Budget(name, bytes.length) }
    return new TiffDirectory(file, reader.u32()).number(274, 1)
  } catch {
    // Whatever else is wrong with it, the picture is there.
    return null
  }
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

function readFrame(marker: number, segment: ByteReader, fileBytes: number): Frame {
  const { name } = segment
  const [bits, height, width] = [segment.u8(), segment.u16(), segment.u16()]
  if (marker > 0xc2) throw unsupported(name, 'a lossless, hierarchical or arithmetic-coded JPEG')
  if (bits !== 8) throw unsupported(name, `a JPEG of ${bits} bits`)
  requireReadableSize(name, width, height)
  if (width * height > fileBytes * maxPixelsPerByte)
    throw corrupt(name, `${fileBytes} bytes cannot hold ${width} × ${height}`)
  const components = latin1(Uint8Array.from({ length: segment.u8() }, () => segment.take(3)[0]))
  return { width, height, components }
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
