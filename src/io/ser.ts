import type { Budget } from './budget'
import { ByteReader } from './byte-reader'
import { requireReadableSize } from './check'
import { corrupt, decoding, unsupported } from './failures'
import type { FoundImage, ImageFile } from './images'
import { imageFile, metadataOf } from './images'
import type { SampleKind } from './samples'
import { readSamples } from './samples'

/** Emispec's series, written by TIA: a header, a list of offsets, and at each of them one image with its calibration. */

const imageData = 0x4122
const timeTag = 0x4152
const positionTag = 0x4142
/** From this version on offsets have 64 bits. */
const wideOffsets = 0x0220
/** More than any series; each is an entry of a list. */
const maxElements = 65_536

/** By the number of a data type; 9 and 10 are complex. */
const types: Partial<Record<number, [kind: SampleKind, bytes: number]>> = {
  1: ['uint', 1],
  2: ['uint', 2],
  3: ['uint', 4],
  4: ['int', 1],
  5: ['int', 2],
  6: ['int', 4],
  7: ['float', 4],
  8: ['float', 8],
}

export function isSer(bytes: Uint8Array): boolean {
  return bytes[0] === 0x49 && bytes[1] === 0x49 && bytes[2] === 0x97 && bytes[3] === 0x01
}

export function openSer(bytes: Uint8Array, name: string, budget: Budget): ImageFile {
  return decoding(name, () => {
    const reader = new ByteReader(bytes, name, true, budget)
    reader.take(4)
    const offset = reader.u16() >= wideOffsets ? () => reader.u64() : () => reader.u32()
    const dataType = reader.u32()
    const hasTags = [timeTag, positionTag].includes(reader.u32())
    const [total, valid] = [reader.u32(), reader.u32()]
    if (dataType !== imageData) throw unsupported(name, 'a series of spectra', 'open the image of the same acquisition')
    if (valid > total || valid > maxElements) throw corrupt(name, `${valid} of ${total} images are said to be there`)

    const listAt = offset()
    reader.seek(listAt)
    const starts = Array.from({ length: valid }, offset)
    const width = (reader.offset - listAt) / Math.max(valid, 1)
    reader.seek(listAt + total * width)
    const tags = hasTags ? Array.from({ length: valid }, offset) : []
    const images = starts.map((start, index) => readElement(reader, start, index, valid))
    return imageFile(
      name,
      images.map((image, index) => withDate(image, reader, tags[index])),
    )
  })
}

function readElement(reader: ByteReader, start: number, index: number, count: number): FoundImage {
  const { name } = reader
  reader.seek(start)
  const axis = () => {
    reader.f64()
    const value = reader.f64()
    reader.i32()
    return { value, unit: 'm' }
  }
  const calibration = { x: axis(), y: axis() }
  const code = reader.u16()
  const [width, height] = [reader.i32(), reader.i32()]
  requireReadableSize(name, width, height)
  const type = types[code]
  if (!type) throw unsupported(name, `SER data of type ${code}`)
  const [kind, size] = type
  const stored = reader.take(width * height * size)
  return {
    title: count > 1 ? `${name} [${index + 1} of ${count}]` : undefined,
    width,
    height,
    calibration,
    metadata: metadataOf({
      format: 'SER',
      bits: size * 8,
      samples: kind,
      ...(count > 1 && { frame: index + 1, frames: count }),
    }),
    pixels: () => upright(readSamples(stored, kind, size, true), width),
  }
}

/** TIA counts rows from the bottom of the image; the file's first row becomes the last. */
function upright(data: Float32Array, width: number): Float32Array {
  for (let top = 0, bottom = data.length - width; top < bottom; top += width, bottom -= width) {
    const row = data.slice(top, top + width)
    data.copyWithin(top, bottom, bottom + width)
    data.set(row, bottom)
  }
  return data
}

/** A tag begins with its type, and the second since 1970 in which the image was taken. */
function withDate(image: FoundImage, reader: ByteReader, tagAt: number | undefined): FoundImage {
  if (tagAt === undefined || tagAt + 8 > reader.bytes.length) return image
  reader.seek(tagAt).take(4)
  const seconds = reader.u32()
  if (seconds === 0) return image
  return { ...image, metadata: { ...image.metadata, date: new Date(seconds * 1000).toISOString() } }
}
