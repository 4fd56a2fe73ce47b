/** TIFF files of every layout that the writer does not make: tags and chunks as given, in either byte order. */

type TagType = 'byte' | 'ascii' | 'short' | 'long' | 'rational' | 'double'

export type Tag = [tag: number, type: TagType, ...values: number[]]

const types: Record<TagType, { code: number; bytes: number }> = {
  byte: { code: 1, bytes: 1 },
  ascii: { code: 2, bytes: 1 },
  short: { code: 3, bytes: 2 },
  long: { code: 4, bytes: 4 },
  rational: { code: 5, bytes: 8 },
  double: { code: 12, bytes: 8 },
}

export const text = (tag: number, value: string): Tag => [
  tag,
  'ascii',
  ...Array.from(`${value}\0`, (c) => c.charCodeAt(0)),
]

interface Options {
  littleEndian?: boolean
  tiled?: boolean
  /** How many pages: all alike, sharing their pixels. */
  pages?: number
}

/** Adds the offsets and sizes of the chunks to the tags. A rational is given as numerator and denominator. */
export function buildTiff(tags: Tag[], chunks: Uint8Array[], options: Options = {}): Uint8Array {
  const { littleEndian = true, tiled = false, pages = 1 } = options
  const offsets = chunks.map((_, index) => 8 + chunks.slice(0, index).reduce((sum, chunk) => sum + chunk.length, 0))
  const all: Tag[] = [
    ...tags,
    [tiled ? 324 : 273, 'long', ...offsets],
    [tiled ? 325 : 279, 'long', ...chunks.map((chunk) => chunk.length)],
  ]
  const file = new Uint8Array(70_000 + chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  const view = new DataView(file.buffer)
  file.set(littleEndian ? [0x49, 0x49, 42, 0] : [0x4d, 0x4d, 0, 42])
  chunks.forEach((chunk, index) => file.set(chunk, offsets[index]))
  let free = 8 + chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  let pointer = 4
  for (let page = 0; page < pages; page++) {
    const start = free
    view.setUint32(pointer, start, littleEndian)
    view.setUint16(start, all.length, littleEndian)
    free = start + 2 + 12 * all.length + 4
    pointer = free - 4
    all.forEach(([tag, type, ...values], index) => {
      const at = start + 2 + 12 * index
      const count = type === 'rational' ? values.length / 2 : values.length
      const bytes = count * types[type].bytes
      view.setUint16(at, tag, littleEndian)
      view.setUint16(at + 2, types[type].code, littleEndian)
      view.setUint32(at + 4, count, littleEndian)
      if (bytes > 4) view.setUint32(at + 8, free, littleEndian)
      writeValues(view, bytes > 4 ? free : at + 8, type, values, littleEndian)
      if (bytes > 4) free += bytes
    })
  }
  return file.slice(0, free)
}

function writeValues(view: DataView, start: number, type: TagType, values: number[], littleEndian: boolean): void {
  values.forEach((value, index) => {
    if (type === 'byte' || type === 'ascii') view.setUint8(start + index, value)
    else if (type === 'short') view.setUint16(start + 2 * index, value, littleEndian)
    else if (type === 'double') view.setFloat64(start + 8 * index, value, littleEndian)
    else view.setUint32(start + 4 * index, value, littleEndian)
  })
}

/** TIFF's LZW, by the specification's own pseudocode: strings in a dictionary, the table cleared when it is full. */
export function compressLzw(data: Uint8Array): Uint8Array {
  const bits: string[] = []
  let table = new Map<string, number>()
  const width = () => Math.min(12, Math.max(9, Math.ceil(Math.log2(table.size + 2 + 1))))
  const write = (code: number, count: number) => bits.push(code.toString(2).padStart(count, '0'))
  const clear = () => {
    write(256, table.size ? width() : 9)
    table = new Map(Array.from({ length: 256 }, (_, code) => [String.fromCharCode(code), code]))
  }
  clear()
  let current = ''
  for (const byte of data) {
    const next = current + String.fromCharCode(byte)
    if (table.has(next)) {
      current = next
      continue
    }
    write(table.get(current)!, width())
    table.set(next, table.size + 2)
    if (table.size + 2 === 4095) clear()
    current = String.fromCharCode(byte)
  }
  if (current) {
    write(table.get(current)!, width())
    // The reader adds a string for this code too.
    table.set(`${current}end`, 0)
  }
  write(257, width())
  const all = bits.join('')
  return Uint8Array.from({ length: Math.ceil(all.length / 8) }, (_, index) =>
    parseInt(all.substr(index * 8, 8).padEnd(8, '0'), 2),
  )
}
