import { ByteWriter } from './bytes'

interface MrcOptions {
  width: number
  height: number
  count?: number
  mode: number
  data: ArrayBufferView
  /** The cell, Å; null leaves it at zero. */
  cell?: { x: number; y: number } | null
  extended?: number
  littleEndian?: boolean
}

/** An MRC2014 file. */
export function buildMrc({
  width,
  height,
  count = 1,
  mode,
  data,
  cell = null,
  extended = 0,
  littleEndian = true,
}: MrcOptions) {
  const writer = new ByteWriter(littleEndian).i32(width, height, count, mode, 0, 0, 0, width, height, count)
  writer
    .f32(cell?.x ?? 0, cell?.y ?? 0, 0, 90, 90, 90)
    .i32(1, 2, 3)
    .f32(0, 0, 0)
    .i32(1, extended)
  writer.bytes(new Uint8Array(208 - writer.length)).text('MAP ')
  writer.u8(...(littleEndian ? [0x44, 0x44, 0, 0] : [0x11, 0x11, 0, 0]))
  return writer
    .bytes(new Uint8Array(1024 - writer.length + extended))
    .bytes(data)
    .done()
}
