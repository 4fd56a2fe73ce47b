import { ByteWriter } from './bytes'

/** DigitalMicrograph files of any tags: groups nest, numbers are written as float64, texts as 16-bit characters. */
export type DmTags = { [name: string]: DmValue } | DmValue[]
type DmValue = number | string | ArrayBufferView | DmTags

export interface DmImage {
  width: number
  height: number
  /** Planes of a stack. */
  depth?: number
  data: ArrayBufferView
  dataType: number
  /** Along x, y and, in a stack, z. */
  calibration?: { scale: number; units: string }[]
  name?: string
  tags?: DmTags
}

interface DmOptions {
  version?: 3 | 4
  /** A thumbnail stands before the images, as DigitalMicrograph writes it. */
  thumbnail?: boolean
}

export function buildDm(images: DmImage[], { version = 4, thumbnail = false }: DmOptions = {}): Uint8Array {
  const small: DmImage = { width: 1, height: 1, data: new Uint32Array(1), dataType: 23 }
  const list = thumbnail ? [small, ...images] : images
  return buildDmTags({ ...(thumbnail && { Thumbnails: [{ ImageIndex: 0 }] }), ImageList: list.map(imageTags) }, version)
}

function imageTags({ width, height, depth, data, dataType, calibration = [], name, tags }: DmImage): DmTags {
  const dimension = calibration.map(({ scale, units }) => ({ Origin: 0, Scale: scale, Units: units }))
  return {
    ImageData: {
      Calibrations: { Dimension: dimension },
      Data: data,
      DataType: dataType,
      Dimensions: [width, height, ...(depth === undefined ? [] : [depth])],
    },
    ...(name !== undefined && { Name: name }),
    ImageTags: tags ?? {},
  }
}

export function buildDmTags(root: DmTags, version: 3 | 4): Uint8Array {
  const body = group(root, version)
  const file = new ByteWriter(false).u32(version)
  size(file, version, body.length)
  return file.u32(1).bytes(body).bytes(new Uint8Array(8)).done()
}

function size(writer: ByteWriter, version: number, ...values: number[]): ByteWriter {
  return version === 4 ? writer.u64(...values) : writer.u32(...values)
}

function group(tags: DmTags, version: 3 | 4): Uint8Array {
  const entries: [string, DmValue][] = Array.isArray(tags) ? tags.map((value) => ['', value]) : Object.entries(tags)
  const writer = new ByteWriter(false).u8(1, 0)
  size(writer, version, entries.length)
  for (const [name, value] of entries) {
    const isGroup = typeof value === 'object' && !ArrayBuffer.isView(value)
    const body = isGroup ? group(value, version) : plain(value, version)
    writer
      .u8(isGroup ? 20 : 21)
      .u16(name.length)
      .text(name)
    if (version === 4) writer.u64(body.length)
    writer.bytes(body)
  }
  return writer.done()
}

const arrayTypes: [abstract: new (...values: never[]) => ArrayBufferView, code: number][] = [
  [Int16Array, 2],
  [Int32Array, 3],
  [Uint16Array, 4],
  [Uint32Array, 5],
  [Float32Array, 6],
  [Float64Array, 7],
  [Int8Array, 9],
  [Uint8Array, 10],
]

function plain(value: number | string | ArrayBufferView, version: number): Uint8Array {
  const writer = new ByteWriter(false).text('%%%%')
  if (typeof value === 'number') {
    size(writer, version, 1, 7)
    return writer.bytes(Float64Array.of(value)).done()
  }
  const data = typeof value === 'string' ? Uint16Array.from(value, (character) => character.charCodeAt(0)) : value
  const code = arrayTypes.find(([type]) => data instanceof type)![1]
  const itemBytes = (data as Uint8Array).BYTES_PER_ELEMENT
  size(writer, version, 3, 20, code, data.byteLength / itemBytes)
  return writer.bytes(data).done()
}
