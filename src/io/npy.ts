import type { Budget } from './budget'
import { ByteReader, latin1 } from './byte-reader'
import { requireFinite, requireReadableSize } from './check'
import { corrupt, truncated, unsupported } from './failures'
import { toGrey } from './grey'
import type { FoundImage, ImageFile } from './images'
import { imageFile } from './images'
import type { PatchStack } from './micrograph'
import { planes } from './planes'
import { littleEndianBytes, readSamples } from './samples'
import type { SampleKind } from './samples'

/** NumPy's array files, versions 1 to 3: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]

const types: Partial<Record<string, SampleKind>> = {
  ...{ b1: 'uint', u1: 'uint', u2: 'uint', u4: 'uint', u8: 'uint' },
  ...{ i1: 'int', i2: 'int', i4: 'int', i8: 'int' },
  ...{ f2: 'float', f4: 'float', f8: 'float' },
}

interface Header {
  shape: number[]
  kind: SampleKind
  itemBytes: number
  littleEndian: boolean
  fortranOrder: boolean
}

export function isNpy(bytes: Uint8Array): boolean {
  return magic.every((byte, index) => bytes[index] === byte)
}

/** Patches are no larger, px: planes of more are the frames of a series. */
const largestPatch = 64

/**
 * A 2-D array is a micrograph, `[h, w, 3]` one in colour, and a 3-D array `[n, h, w]` a stack of patches, or of frames where
 * they are larger than patches. Axes of one do not count.
 */
export function openNpy(bytes: Uint8Array, name: string, budget?: Budget): ImageFile {
  const array = readArray(bytes, name, budget)
  requireFinite(name, array.data, array.shape.at(-1)!)
  const stack = stackIn(array, name)
  return stack ? { kind: 'stack', stack } : imageFile(name, arrayImages(array, name, {}))
}

/** The images of an NPY file in an archive, called by its title there. */
export function npyImages(
  bytes: Uint8Array,
  name: string,
  about: Partial<Pick<FoundImage, 'title' | 'calibration' | 'metadata'>>,
  budget?: Budget,
): FoundImage[] {
  const array = readArray(bytes, name, budget)
  requireFinite(name, array.data, array.shape.at(-1)!)
  return arrayImages(array, name, about)
}

interface NpyArray {
  data: Float32Array
  /** Two or three sizes. */
  shape: readonly number[]
  kind: SampleKind
  bits: number
}

function readArray(bytes: Uint8Array, name: string, budget?: Budget): NpyArray {
  const reader = new ByteReader(bytes, name, true, budget)
  const { shape, kind, itemBytes, littleEndian, fortranOrder } = parseHeader(readHeader(reader), name)
  requireReadableSize(name, ...shape)

  const needed = shape.reduce((product, size) => product * size, itemBytes)
  const body = bytes.subarray(reader.offset)
  if (body.length < needed) throw truncated(name, `it announces ${needed} bytes of data and holds ${body.length}`)
  if (body.length > needed) throw corrupt(name, `${body.length - needed} bytes follow the data that it announces`)

  const stored = readSamples(body, kind, itemBytes, littleEndian)
  return { data: fortranOrder ? fromFortranOrder(stored, shape) : stored, shape, kind, bits: itemBytes * 8 }
}

function stackIn({ data, shape }: NpyArray, name: string): PatchStack | null {
  if (shape.length !== 3 || isColour(shape)) return null
  const [count, height, width] = shape
  return Math.min(height, width) > largestPatch ? null : { data, count, height, width, name }
}

function arrayImages(
  { data, shape, kind, bits }: NpyArray,
  name: string,
  about: Partial<Pick<FoundImage, 'title' | 'calibration' | 'metadata'>>,
): FoundImage[] {
  const [height, width] = isColour(shape) ? shape : shape.slice(-2)
  const image = {
    title: about.title,
    width,
    height,
    calibration: about.calibration ?? null,
    metadata: { format: 'NPY', bits, samples: kind, ...about.metadata },
  }
  if (isColour(shape)) {
    return [{ ...image, metadata: { ...image.metadata, colour: true }, pixels: () => toGrey(data, shape[2]) }]
  }
  const size = width * height
  const series = { ...image, title: about.title ?? name }
  return planes(shape.length === 3 ? series : image, data.length / size, (plane) =>
    data.slice(plane * size, (plane + 1) * size),
  )
}

/** Red, green, blue and perhaps opacity last, in a picture that is no list of rows itself. */
function isColour([height, width, channels]: readonly number[]): boolean {
  return (channels === 3 || channels === 4) && Math.min(height, width) > 8
}

/** The Python dictionary that describes the array, as text. */
function readHeader(reader: ByteReader): string {
  reader.take(magic.length)
  const major = reader.u8()
  reader.u8()
  if (major < 1 || major > 3) throw unsupported(reader.name, `NPY version ${major}`, 'save it with numpy.save')
  return latin1(reader.take(major === 1 ? reader.u16() : reader.u32()))
}

function parseHeader(header: string, name: string): Header {
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1]
  const shapeText = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(header)?.[1]
  const descr = /'descr'\s*:\s*(?:'([^']*)'|\[)/.exec(header)
  if (order === undefined || shapeText === undefined || !descr) throw corrupt(name, 'its NPY header does not parse')

  const [, byteOrder, type = ''] = /^([<>|=]?)(\w+)$/.exec(descr[1] ?? '') ?? []
  const kind = types[type]
  if (!kind) throw unsupported(name, `NPY data of type ${descr[1] ?? 'structure'}`, 'save it as float32')

  const stored = shapeText.split(',').flatMap((text) => (text.trim() ? Number(text) : []))
  const shape = withoutOnes(stored)
  if (shape.length !== 2 && shape.length !== 3) {
    const next = 'save a 2-D array (one micrograph) or a 3-D one (patches, height, width)'
    throw unsupported(name, `an array of ${stored.length} dimensions`, next)
  }
  const itemBytes = Number(type.slice(1))
  return { shape, kind, itemBytes, littleEndian: byteOrder !== '>', fortranOrder: order === 'True' }
}

/** `[1, h, w]` and `[h, w, 1]` are one micrograph; two axes stay, whatever their sizes. */
function withoutOnes(shape: readonly number[]): number[] {
  const kept = [...shape]
  for (const end of [0, -1]) {
    while (kept.length > 2 && kept.at(end) === 1) kept.splice(end, 1)
  }
  return kept
}

/** Column-major to row-major. A 2-D array is treated as a stack of one. */
function fromFortranOrder(stored: Float32Array, shape: readonly number[]): Float32Array {
  const [height, width] = shape.slice(-2)
  const count = shape.length === 3 ? shape[0] : 1
  const data = new Float32Array(stored.length)
  let at = 0
  for (let n = 0; n < count; n++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) data[at++] = stored[n + count * (y + height * x)]
    }
  }
  return data
}

/** Little-endian, C order, version 1. */
export function writeNpy(data: Float32Array | Uint8Array | Uint16Array, shape: readonly number[]): Uint8Array {
  const expected = shape.reduce((product, size) => product * size, 1)
  if (data.length !== expected) throw new RangeError(`${data.length} values do not fill ${shape.join(' × ')}`)
  const type = data instanceof Float32Array ? '<f4' : data instanceof Uint16Array ? '<u2' : '|u1'
  const list = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const dictionary = `{'descr': '${type}', 'fortran_order': False, 'shape': (${list}), }`
  // Magic, version and length take 10 bytes, and a line feed ends the header; the data begin at a multiple of 64.
  const headerBytes = Math.ceil((10 + dictionary.length + 1) / 64) * 64
  const header = `${dictionary.padEnd(headerBytes - 11)}\n`

  const file = new Uint8Array(headerBytes + data.byteLength)
  file.set([...magic, 1, 0, header.length & 0xff, header.length >> 8])
  file.set(new TextEncoder().encode(header), 10)
  file.set(littleEndianBytes(data), headerBytes)
  return file
}
