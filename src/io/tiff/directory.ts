import { ByteReader, latin1 } from '../byte-reader'
import { corrupt, truncated } from '../failures'

/** Bytes of one value of each TIFF type: BYTE, ASCII, SHORT, LONG, RATIONAL, then the signed ones, FLOAT and DOUBLE. */
const typeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8]

/** More than any stack; a chain of directories that goes on longer is a trap. */
const maxPages = 65_536

/** One page's tags. A tag's value is read when it is asked for, and what is not asked for may be anything. */
export class TiffDirectory {
  readonly #entries = new Map<number, { type: number; count: number; at: number }>()
  /** Where the next page's directory begins; 0 after the last page. */
  readonly next: number

  constructor(
    readonly bytes: Uint8Array,
    readonly name: string,
    readonly littleEndian: boolean,
    offset: number,
  ) {
    const reader = this.#reader(offset)
    const count = reader.u16()
    for (let index = 0; index < count; index++) {
      const [tag, type, values] = [reader.u16(), reader.u16(), reader.u32()]
      const at = (typeBytes[type] ?? 0) * values <= 4 ? reader.offset : this.#reader(reader.offset).u32()
      reader.take(4)
      this.#entries.set(tag, { type, count: values, at })
    }
    this.next = reader.u32()
  }

  /** The numbers of a tag, or null where the page does not have it. */
  numbers(tag: number): number[] | null {
    const entry = this.#entries.get(tag)
    if (!entry) return null
    const { type, count, at } = entry
    const size = typeBytes[type] ?? 0
    if (size === 0 || type === 2) throw corrupt(this.name, `its tag ${tag} is no number`)
    // Before the list is made: a tag may claim four thousand million values.
    if (at + size * count > this.bytes.length) throw truncated(this.name, `its tag ${tag} reaches beyond the end`)
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset + at, size * count)
    return Array.from({ length: count }, (_, index) => readValue(view, index * size, type, this.littleEndian))
  }

  number(tag: number, missing: number): number
  number(tag: number, missing: null): number | null
  number(tag: number, missing: number | null): number | null {
    return this.numbers(tag)?.[0] ?? missing
  }

  /** Characters up to the first NUL; null where the page has no such text. */
  text(tag: number): string | null {
    const entry = this.#entries.get(tag)
    if (entry?.type !== 2) return null
    const reader = this.#reader(entry.at)
    return latin1(reader.take(entry.count)).split('\0', 1)[0]
  }

  #reader(offset: number): ByteReader {
    const reader = new ByteReader(this.bytes, this.name, this.littleEndian)
    reader.take(offset)
    return reader
  }
}

/** The directory of each page. */
export function readDirectories(bytes: Uint8Array, name: string): TiffDirectory[] {
  const littleEndian = bytes[0] === 0x49
  const reader = new ByteReader(bytes, name, littleEndian)
  reader.take(4)
  const pages: TiffDirectory[] = []
  for (let offset = reader.u32(); offset !== 0; offset = pages[pages.length - 1].next) {
    if (pages.length === maxPages) throw corrupt(name, 'its pages have no end')
    pages.push(new TiffDirectory(bytes, name, littleEndian, offset))
  }
  return pages
}

function readValue(view: DataView, at: number, type: number, little: boolean): number {
  switch (type) {
    case 3:
      return view.getUint16(at, little)
    case 4:
      return view.getUint32(at, little)
    case 5:
      return view.getUint32(at, little) / view.getUint32(at + 4, little)
    case 6:
      return view.getInt8(at)
    case 8:
      return view.getInt16(at, little)
    case 9:
      return view.getInt32(at, little)
    case 10:
      return view.getInt32(at, little) / view.getInt32(at + 4, little)
    case 11:
      return view.getFloat32(at, little)
    case 12:
      return view.getFloat64(at, little)
    default:
      return view.getUint8(at)
  }
}
