import { ByteWriter } from './bytes'

/** TIFF files of several pages, each with its own tags; classic or BigTIFF. */
export interface TiffPage {
  tags: PageTag[]
  /** One strip. */
  pixels: Uint8Array
  /** Pages that tag 330 points to. */
  children?: TiffPage[]
  /** Leaves the size of the strip out, or says another. */
  byteCount?: number | null
}

/** A number may be any; bytes stand as they are, under the type that is given. */
export type PageTag =
  | [tag: number, type: 'short' | 'long' | 'long8' | 'double', ...values: number[]]
  | [tag: number, type: 'rational', ...values: number[]]
  | [tag: number, type: 'ascii' | 'undefined', value: Uint8Array | string]

const types = { short: 3, long: 4, rational: 5, undefined: 7, ascii: 2, double: 12, long8: 16 } as const
const sizes = { short: 2, long: 4, rational: 8, undefined: 1, ascii: 1, double: 8, long8: 8 } as const

export function buildTiffPages(pages: TiffPage[], { big = false, littleEndian = true } = {}): Uint8Array {
  const mark = littleEndian ? 'II' : 'MM'
  const header = new ByteWriter(littleEndian).text(mark)
  if (big) header.u16(43, 8, 0).u64(16)
  else header.u16(42).u32(8)
  return header.bytes(chain(pages, header.length, { big, littleEndian })).done()
}

interface Kind {
  big: boolean
  littleEndian: boolean
}

/** Pages that follow one another, the first directory at `start`; all that they point to lies behind it. */
function chain(pages: TiffPage[], start: number, kind: Kind): Uint8Array {
  const [page, ...rest] = pages
  if (!page) return new Uint8Array(0)
  const { big, littleEndian } = kind
  const { children = [], byteCount = page.pixels.length } = page
  const counts: PageTag[] = byteCount === null ? [] : [[279, 'long', byteCount]]
  const links: PageTag[] = children.length > 0 ? [[330, 'long', 0]] : []
  const tags: PageTag[] = [...page.tags, [273, 'long', 0], ...counts, ...links]
  const entryBytes = big ? 20 : 12
  const inline = big ? 8 : 4
  const directoryBytes = (big ? 8 : 2) + entryBytes * tags.length + inline
  const values = tags.map((tag) => encoded(tag, littleEndian))
  let free = start + directoryBytes
  const places = values.map(({ length }) => {
    const at = free
    if (length > inline) free += length + (length % 2)
    return at
  })
  const pixelsAt = free
  free += page.pixels.length + (page.pixels.length % 2)
  const childrenAt = free
  const child = chain(children.slice(0, 1), childrenAt, kind)
  free += child.length
  const later = chain(rest, free, kind)

  const writer = new ByteWriter(littleEndian)
  const number = (value: number) => (big ? writer.u64(value) : writer.u32(value))
  if (big) writer.u64(tags.length)
  else writer.u16(tags.length)
  const body = new ByteWriter(littleEndian)
  tags.forEach(([tag, type], index) => {
    const pointer = tag === 273 ? pixelsAt : tag === 330 ? childrenAt : null
    const value = pointer === null ? values[index] : new ByteWriter(littleEndian).u32(pointer).done()
    writer.u16(tag, types[type])
    number(value.length / sizes[type])
    if (value.length > inline) {
      number(places[index])
      body.bytes(value).bytes(new Uint8Array(value.length % 2))
    } else writer.bytes(value).bytes(new Uint8Array(inline - value.length))
  })
  number(rest.length > 0 ? free : 0)
  body.bytes(page.pixels).bytes(new Uint8Array(page.pixels.length % 2))
  return writer.bytes(body.done()).bytes(child).bytes(later).done()
}

function encoded([, type, ...values]: PageTag, littleEndian: boolean): Uint8Array {
  const writer = new ByteWriter(littleEndian)
  const [first] = values
  if (type === 'ascii' || type === 'undefined') {
    const bytes = typeof first === 'string' ? new TextEncoder().encode(`${first}\0`) : (first as Uint8Array)
    return writer.bytes(bytes).done()
  }
  const numbers = values as number[]
  if (type === 'short') return writer.u16(...numbers).done()
  if (type === 'double') return writer.f64(...numbers).done()
  return type === 'long8' ? writer.u64(...numbers).done() : writer.u32(...numbers).done()
}

/** A grey page. */
export function greyPage(width: number, height: number, pixels: Uint8Array, more: PageTag[] = [], bits = 8): TiffPage {
  const tags: PageTag[] = [
    [256, 'short', width],
    [257, 'short', height],
    [258, 'short', bits],
    [262, 'short', 1],
  ]
  return { tags: [...tags.filter(([tag]) => !more.some((other) => other[0] === tag)), ...more], pixels }
}
