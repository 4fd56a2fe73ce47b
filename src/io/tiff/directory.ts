import type { Budget } from '../budget'
import { ByteReader, latin1 } from '../byte-reader'
import { corrupt, truncated, unsupported } from '../failures'

/**
 * Bytes of one value of each TIFF type: BYTE, ASCII, SHORT, LONG, RATIONAL, then the signed ones, FLOAT, DOUBLE and IFD; and
 * BigTIFF's LONG8, SLONG8 and IFD8.
 */
const typeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8]

const ascii = 2

/** More than any stack; a chain of directories that goes on longer is a trap. */
const maxPages = 65_536

/** Numbers of one tag: a picture of 2²⁷ pixels in strips of a row, or in tiles, has fewer. */
const maxValues = 2 ** 24

/** Where the parts of a directory are: classic TIFF counts in 32 bits, BigTIFF in 64. */
export interface TiffFile {
  bytes: Uint8Array
  name: string
  littleEndian: boolean
  big: boolean
  budget: Budget
}

/** One page's tags. A tag's value is read when it is asked for, and what is not asked for may be anything. */
export class TiffDirectory {
  readonly bytes: Uint8Array
  readonly name: string
  readonly littleEndian: boolean
  readonly budget: Budget
  readonly #entries = new Map<number, { type: number; count: number; at: number }>()
  /** Where the next page's directory begins; 0 after the last page. */
  readonly next: number

  constructor(file: TiffFile, offset: number) {
    const { bytes, name, littleEndian, big, budget } = file
    this.bytes = bytes
    this.name = name
    this.littleEndian = littleEndian
    this.budget = budget
    const reader = new ByteReader(bytes, name, littleEndian, budget).seek(offset)
    const inline = big ? 8 : 4
    const number = () => (big ? reader.u64() : reader.u32())
    const count = big ? reader.u64() : reader.u16()
    // Each takes 12 or 20 bytes of the file: more than it has room for end with the error that says so.
    for (let index = 0; index < count; index++) {
      const [tag, type, values] = [reader.u16(), reader.u16(), number()]
      const start = reader.offset
      const at = (typeBytes[type] ?? 0) * values <= inline ? start : number()
      reader.offset = start
      reader.take(inline)
      this.#entries.set(tag, { type, count: values, at })
    }
    this.next = number()
  }

  has(tag: number): boolean {
    return this.#entries.has(tag)
  }

  /** The numbers of a tag, or null where the page does not have it. */
  numbers(tag: number): number[] | null {
    const entry = this.#entries.get(tag)
    if (!entry) return null
    const { type, count, at } = entry
    const size = typeBytes[type] ?? 0
    if (size === 0 || type === ascii) throw corrupt(this.name, `its tag ${tag} is no number`)
    // Before the list is made: a tag may claim four thousand million values.
    if (at + size * count > this.bytes.length) throw truncated(this.name, `its tag ${tag} reaches beyond the end`)
    if (count > maxValues) throw unsupported(this.name, `a TIFF of ${count} strips or tiles`, 'save it in fewer')
    this.budget.look(size * count)
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset + at, size * count)
    return Array.from({ length: count }, (_, index) => readValue(view, index * size, type, this.littleEndian))
  }

  number(tag: number, missing: number): number
  number(tag: number, missing: null): number | null
  number(tag: number, missing: number | null): number | null {
    return this.numbers(tag)?.[0] ?? missing
  }

  /** Characters up to the first NUL, UTF-8 or else Latin-1; null where the page has no such text. */
  text(tag: number): string | null {
    if (this.#entries.get(tag)?.type !== ascii) return null
    const bytes = this.bytesOf(tag)
    if (!bytes) throw truncated(this.name, `its tag ${tag} reaches beyond the end`)
    const end = bytes.indexOf(0)
    const text = end < 0 ? bytes : bytes.subarray(0, end)
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(text)
    } catch {
      return latin1(text)
    }
  }

  /** The value as it lies in the file; null where the page has none, or where it reaches beyond the end. */
  bytesOf(tag: number): Uint8Array | null {
    const entry = this.#entries.get(tag)
    if (!entry) return null
    const length = (typeBytes[entry.type] ?? 0) * entry.count
    this.budget.look(length)
    return entry.at + length > this.bytes.length ? null : this.bytes.subarray(entry.at, entry.at + length)
  }

  /** Where a tag points to: some programs give one number and put a structure of their own there. */
  offsetOf(tag: number): number | null {
    const entry = this.#entries.get(tag)
    if (!entry) return null
    const length = (typeBytes[entry.type] ?? 0) * entry.count
    return length <= 4 ? this.number(tag, null) : entry.at
  }
}

/** `read`, done once for each directory: what describes a whole file is asked for by every one of its pages. */
export function once<T>(read: (page: TiffDirectory) => T): (page: TiffDirectory) => T {
  const known = new WeakMap<TiffDirectory, { value: T }>()
  return (page) => {
    const found = known.get(page) ?? { value: read(page) }
    known.set(page, found)
    return found.value
  }
}

/** The directory of each page, and after it those of its subordinate ones (tag 330). */
export function readDirectories(bytes: Uint8Array, name: string, budget: Budget): TiffDirectory[] {
  const littleEndian = bytes[0] === 0x49
  const reader = new ByteReader(bytes, name, littleEndian, budget).seek(2)
  const big = reader.u16() === 43
  if (big && (reader.u16() !== 8 || reader.u16() !== 0)) throw corrupt(name, 'it names no size of its offsets')
  const file = { bytes, name, littleEndian, big, budget }
  const seen = new Set<number>()
  const pages: TiffDirectory[] = []
  const add = (offset: number): TiffDirectory => {
    if (seen.has(offset) || seen.size === maxPages) throw corrupt(name, 'its pages have no end')
    seen.add(offset)
    const page = new TiffDirectory(file, offset)
    pages.push(page)
    return page
  }
  for (let offset = big ? reader.u64() : reader.u32(); offset !== 0;) {
    const page = add(offset)
    offset = page.next
    for (const child of subordinates(page)) if (!seen.has(child)) add(child)
  }
  return pages
}

/** What is wrong there concerns no page of its own. */
function subordinates(page: TiffDirectory): number[] {
  try {
    return (page.numbers(330) ?? []).filter((offset) => offset > 0 && offset < page.bytes.length)
  } catch {
    return []
  }
}

function readValue(view: DataView, at: number, type: number, little: boolean): number {
  switch (type) {
    case 3:
      return view.getUint16(at, little)
    case 4:
    case 13:
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
    case 16:
    case 18:
      return Number(view.getBigUint64(at, little))
    case 17:
      return Number(view.getBigInt64(at, little))
    default:
      return view.getUint8(at)
  }
}
