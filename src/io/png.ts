import { decode, encode } from 'fast-png'
import type { DecodedPng } from 'fast-png'
import { Budget } from './budget'
import { ByteReader, latin1 } from './byte-reader'
import { requireReadableSize } from './check'
import { FALSE_COLOUR, indexedIntensities } from './colour-table'
import { corrupt, decoding, unsupported } from './failures'
import { toGrey } from './grey'
import type { ImageFile } from './images'
import { imageFile } from './images'
import { inflate, requireDeflatable } from './inflate'
import type { Micrograph } from './micrograph'

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/** Samples a pixel by colour type: grey, RGB, palette, grey + alpha, RGBA. */
const channelsOf: Partial<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

interface Header {
  width: number
  height: number
  depth: number
  channels: number
  /** Its samples are places in a palette. */
  indexed: boolean
  interlaced: boolean
}

export function isPng(bytes: Uint8Array): boolean {
  return signature.every((byte, index) => bytes[index] === byte)
}

/** The header says all but whether its colours are false, so the picture is unpacked when it is asked for. */
export function openPng(bytes: Uint8Array, name: string, budget: Budget): ImageFile {
  const { header, falseColour } = inspect(bytes, name, budget)
  const { width, height } = header
  const found = { width, height, calibration: null, metadata: metadataFrom(header) }
  const remarks = falseColour ? [FALSE_COLOUR] : []
  return imageFile(name, [{ ...found, remarks, pixels: () => readPng(bytes, name, budget).data }])
}

function metadataFrom({ depth, channels }: Header) {
  return { format: 'PNG', bits: depth, colour: channels > 2 }
}

export function readPng(bytes: Uint8Array, name: string, budget = new Budget(name, bytes.length)): Micrograph {
  const { header, essential, data: packed } = inspect(bytes, name, budget)
  const { width, height, channels, indexed } = header
  const size = inflatedSize(header)
  requireDeflatable(name, packed, size)
  // Inflated once to be measured and once by the decoder, its samples, and the intensities that they become.
  budget.hold(3 * size + 4 * width * height)
  budget.unpack(2 * size)
  inflate(name, packed, size)
  return decoding(name, () => {
    const image = decode(essential, { checkCrc: true })
    const samples = unpacked(image)
    const colours = indexed ? (image.palette ?? []).flatMap((colour) => colour.slice(0, 3)) : []
    const table = indexed ? indexedIntensities(colours, colours.length / 3) : null
    if (table && maximum(samples) >= table.values.length)
      throw corrupt(name, 'a pixel of a colour that its palette lacks')
    const data = table ? Float32Array.from(samples, (index) => table.values[index]) : toGrey(samples, channels)
    const warnings = table?.falseColour ? [FALSE_COLOUR] : []
    return { data, width, height, pixelSize: null, name, metadata: metadataFrom(header), warnings }
  })
}

interface Inspected {
  header: Header
  /** The chunks that make the picture and no others, since a text or a colour profile may unpack to any size. */
  essential: Uint8Array
  /** What is packed in them. */
  data: Uint8Array[]
  falseColour: boolean
}

/** Checks that the file ends where it should, which the decoder takes on trust. */
function inspect(bytes: Uint8Array, name: string, budget: Budget): Inspected {
  const reader = new ByteReader(bytes, name, false, budget)
  const kept = [reader.take(signature.length)]
  const data: Uint8Array[] = []
  let header: Header | undefined
  let palette: Uint8Array = new Uint8Array(0)
  let type: string
  do {
    const start = reader.offset
    const length = reader.u32()
    type = latin1(reader.take(4))
    const body = reader.take(length)
    reader.take(4)
    if (type === 'IHDR') header = readHeader(body, name)
    else if (!header) throw corrupt(name, 'its first chunk is not a header')
    if (type === 'PLTE') palette = body
    if (type === 'IDAT') data.push(body)
    if (['IHDR', 'PLTE', 'IDAT', 'IEND'].includes(type)) kept.push(bytes.subarray(start, reader.offset))
  } while (type !== 'IEND')

  if (!header) throw corrupt(name, 'it has no header')
  const colours = Math.floor(palette.length / 3)
  const falseColour = header.indexed && indexedIntensities(palette.subarray(0, 3 * colours), colours).falseColour
  return { header, essential: concatenated(kept), data, falseColour }
}

function readHeader(body: Uint8Array, name: string): Header {
  const reader = new ByteReader(body, name, false)
  const [width, height, depth, colourType] = [reader.u32(), reader.u32(), reader.u8(), reader.u8()]
  reader.take(2)
  const interlaced = reader.u8() === 1
  requireReadableSize(name, width, height)
  const channels = channelsOf[colourType]
  if (channels === undefined || ![1, 2, 4, 8, 16].includes(depth))
    throw corrupt(name, 'its header names no colour type')
  if (interlaced && depth < 8) throw unsupported(name, `an interlaced PNG of ${depth} bits`)
  return { width, height, depth, channels, indexed: colourType === 3, interlaced }
}

/** Each row of each pass is preceded by one byte, its filter. */
function inflatedSize({ width, height, depth, channels, interlaced }: Header): number {
  const rows = (columns: number, count: number) =>
    columns > 0 && count > 0 ? count * (1 + Math.ceil((columns * depth * channels) / 8)) : 0
  if (!interlaced) return rows(width, height)
  // Adam7: first column, first row, column step, row step of each pass.
  const passes = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ]
  return passes.reduce(
    (sum, [x, y, stepX, stepY]) => sum + rows(Math.ceil((width - x) / stepX), Math.ceil((height - y) / stepY)),
    0,
  )
}

/** Grey of less than 8 bits comes with several pixels in a byte, each row beginning a new one. */
function unpacked({ data, depth, width, height }: DecodedPng): ArrayLike<number> {
  if (depth >= 8) return data
  const rowBytes = Math.ceil((width * depth) / 8)
  const mask = 2 ** depth - 1
  return Uint8Array.from({ length: width * height }, (_, pixel) => {
    const bit = (pixel % width) * depth
    const byte = data[Math.floor(pixel / width) * rowBytes + (bit >> 3)]
    return (byte >> (8 - depth - (bit & 7))) & mask
  })
}

function maximum(values: ArrayLike<number>): number {
  let most = 0
  for (let at = 0; at < values.length; at++) most = Math.max(most, values[at])
  return most
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

/** One byte a pixel. */
export function encodeGrey8(data: Uint8Array, width: number, height: number): Uint8Array {
  return encode({ data, width, height, channels: 1, depth: 8 })
}

/** Red, green, blue, alpha: four bytes a pixel. */
export function encodeRgba(data: Uint8Array | Uint8ClampedArray, width: number, height: number): Uint8Array {
  return encode({ data, width, height, channels: 4, depth: 8 })
}
