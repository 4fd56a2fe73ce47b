import { ByteWriter } from './bytes'

interface SerOptions {
  width: number
  height: number
  /** One image each, rows from the bottom up. */
  images: ArrayBufferView[]
  dataType: number
  /** m. */
  pixelSize?: { x: number; y: number }
  /** Offsets of 64 bits. */
  wide?: boolean
  /** Seconds since 1970. */
  time?: number
}

/** A series as TIA writes it. */
export function buildSer({
  width,
  height,
  images,
  dataType,
  pixelSize,
  wide = false,
  time = 0,
}: SerOptions): Uint8Array {
  const { x, y } = pixelSize ?? { x: 1e-11, y: 1e-11 }
  const offsetBytes = wide ? 8 : 4
  const headerBytes = 22 + offsetBytes + 4
  const elementBytes = 50 + images[0].byteLength
  const listAt = headerBytes
  const bodyAt = listAt + 2 * images.length * offsetBytes
  const writer = new ByteWriter(true).u16(0x4949, 0x0197, wide ? 0x0220 : 0x0210).u32(0x4122, 0x4152)
  writer.u32(images.length, images.length)
  const offsets = (...values: number[]) => (wide ? writer.u64(...values) : writer.u32(...values))
  offsets(listAt)
  writer.u32(0)
  offsets(...images.map((_, index) => bodyAt + index * elementBytes))
  offsets(...images.map(() => bodyAt + images.length * elementBytes))
  for (const data of images) {
    writer.f64(0, x).i32(0).f64(0, y).i32(0).u16(dataType).i32(width, height).bytes(data)
  }
  return writer.u16(0x4152, 0).u32(time).done()
}
