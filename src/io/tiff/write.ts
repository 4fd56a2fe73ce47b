import type { Micrograph } from '../micrograph'
import { littleEndianBytes } from '../samples'

interface Tag {
  tag: number
  type: keyof typeof typeBytes
  values: number[]
}

const typeBytes = { ascii: 1, short: 2, long: 4, rational: 8, double: 8 }

const typeCodes = { ascii: 2, short: 3, long: 4, rational: 5, double: 12 }

/** Size of a page, px, its scale, and what it was simulated by, as JSON of one line. */
interface TiffAbout extends Pick<Micrograph, 'width' | 'height' | 'pixelSize'> {
  simulation?: string
}

/**
 * Grey pages, little-endian and not compressed: 16-bit integers or float32, as the data are. One page, or as many as the data fill: the
 * frames of a series, as ImageJ has them. The pixel size (Å) is written in nm twice: as ImageJ and what follows it reads it, in its
 * description and the resolution; and in the tags by which DigitalMicrograph and HyperSpy know it. What it was simulated by stands in the description, too.
 */
export function writeTiff(
  data: Uint16Array | Float32Array,
  { width, height, pixelSize, simulation }: TiffAbout,
): Uint8Array {
  const pages = data.length / (width * height)
  if (!(Number.isInteger(pages) && pages > 0))
    throw new RangeError(`${data.length} values do not fill ${width} × ${height}`)
  const isFloat = data instanceof Float32Array
  const pixelBytes = data.BYTES_PER_ELEMENT
  const pageBytes = data.byteLength / pages
  const tagsOf = (page: number) =>
    [
      tag(256, 'long', width),
      tag(257, 'long', height),
      tag(258, 'short', 8 * pixelBytes),
      tag(259, 'short', 1),
      tag(262, 'short', 1),
      tag(273, 'long', 8 + page * pageBytes),
      tag(277, 'short', 1),
      tag(278, 'long', height),
      tag(279, 'long', pageBytes),
      tag(296, 'short', 1),
      tag(339, 'short', isFloat ? 3 : 1),
      ...descriptionTags(pages, pixelSize, simulation),
      ...(pixelSize ? calibrationTags(pixelSize) : []),
    ].sort((a, b) => a.tag - b.tag)

  let end = align(8 + data.byteLength)
  const directories = Array.from({ length: pages }, (_, page) => {
    const directory = { at: end, tags: tagsOf(page) }
    end += directoryBytes(directory.tags)
    return directory
  })
  const file = new Uint8Array(end)
  const view = new DataView(file.buffer)
  file.set([0x49, 0x49, 42, 0])
  view.setUint32(4, directories[0].at, true)
  file.set(littleEndianBytes(data), 8)
  directories.forEach(({ at, tags }, page) => writeDirectory(view, { at, next: directories[page + 1]?.at ?? 0 }, tags))
  return file
}

function tag(tag: number, type: Tag['type'], ...values: number[]): Tag {
  return { tag, type, values }
}

function text(number: number, value: string): Tag {
  return tag(number, 'ascii', ...new TextEncoder().encode(`${value}\0`))
}

/** By which ImageJ knows the unit, and that pages are frames; lines that it does not know it passes over. */
function descriptionTags(pages: number, pixelSize: Micrograph['pixelSize'], simulation?: string): Tag[] {
  const frames = pages > 1 ? [`images=${pages}`, `frames=${pages}`] : []
  const simulated = simulation === undefined ? [] : [`simulation=${simulation}`]
  const lines = [...frames, ...(pixelSize ? ['unit=nm'] : []), ...simulated]
  return lines.length > 0 ? [text(270, `ImageJ=1.53t\n${lines.join('\n')}\n`)] : []
}

function calibrationTags({ x, y }: NonNullable<Micrograph['pixelSize']>): Tag[] {
  return [
    tag(282, 'rational', ...perNanometre(x)),
    tag(283, 'rational', ...perNanometre(y)),
    // Gatan's: units along x and y, the origin, and the size of a pixel.
    text(65003, 'nm'),
    text(65004, 'nm'),
    tag(65006, 'double', 0),
    tag(65007, 'double', 0),
    tag(65009, 'double', x / 10),
    tag(65010, 'double', y / 10),
  ]
}

/** Pixels in a nanometre, as the quotient of two 32-bit numbers that keeps seven digits at every scale. */
function perNanometre(size: number): [number, number] {
  const pixels = 10 / size
  const denominator = 10 ** Math.max(0, Math.min(9, 8 - Math.floor(Math.log10(pixels))))
  return [Math.round(pixels * denominator), denominator]
}

/** Of the entries and the values behind them. */
function directoryBytes(tags: readonly Tag[]): number {
  const outside = tags.filter((entry) => byteLength(entry) > 4)
  return outside.reduce((bytes, entry) => bytes + align(byteLength(entry)), 2 + 12 * tags.length + 4)
}

/** The entries, where the next page's are, and behind them the values that do not fit into four bytes. */
function writeDirectory(view: DataView, { at: start, next }: { at: number; next: number }, tags: readonly Tag[]): void {
  view.setUint16(start, tags.length, true)
  let free = start + 2 + 12 * tags.length + 4
  view.setUint32(free - 4, next, true)
  tags.forEach((entry, index) => {
    const at = start + 2 + 12 * index
    const length = byteLength(entry)
    view.setUint16(at, entry.tag, true)
    view.setUint16(at + 2, typeCodes[entry.type], true)
    view.setUint32(at + 4, entry.type === 'rational' ? entry.values.length / 2 : entry.values.length, true)
    if (length <= 4) return writeValues(view, at + 8, entry)
    view.setUint32(at + 8, free, true)
    writeValues(view, free, entry)
    free += align(length)
  })
}

function writeValues(view: DataView, start: number, { type, values }: Tag): void {
  values.forEach((value, index) => {
    if (type === 'ascii') view.setUint8(start + index, value)
    else if (type === 'short') view.setUint16(start + 2 * index, value, true)
    else if (type === 'double') view.setFloat64(start + 8 * index, value, true)
    else view.setUint32(start + 4 * index, value, true)
  })
}

/** A rational counts as two values. */
function byteLength({ type, values }: Tag): number {
  return (type === 'rational' ? values.length / 2 : values.length) * typeBytes[type]
}

/** TIFF wants every offset even. */
function align(bytes: number): number {
  return bytes + (bytes % 2)
}
