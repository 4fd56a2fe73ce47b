import { ByteReader } from '../byte-reader'
import { corrupt, unsupported } from '../failures'
import { Lzma2 } from './lzma2'

/** The .xz container: https://tukaani.org/xz/xz-file-format.txt */

const magic = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]
const deltaFilter = 3
const lzma2Filter = 0x21

/** The first `size` bytes of an .xz stream's first block, fewer where it holds fewer; what follows is not looked at. */
export function decompressXz(name: string, data: Uint8Array, size: number): Uint8Array {
  const reader = new ByteReader(data, name, true)
  if (!magic.every((byte) => reader.u8() === byte)) throw corrupt(name, 'its LZMA data do not begin as .xz data do')
  reader.take(6)
  const start = reader.offset
  const headerBytes = (reader.u8() + 1) * 4
  const flags = reader.u8()
  if (flags & 0x40) variable(reader)
  if (flags & 0x80) variable(reader)
  let distance = 0
  for (let filter = 0; filter <= (flags & 3); filter++) {
    const id = variable(reader)
    const properties = reader.take(variable(reader))
    if (id === deltaFilter) distance = properties[0] + 1
    else if (id !== lzma2Filter) throw unsupported(name, `.xz data by filter ${id}`)
  }
  const unpacked = new Lzma2(name, data, start + headerBytes, size).unpack()
  for (let at = distance; distance > 0 && at < unpacked.length; at++) unpacked[at] += unpacked[at - distance]
  return unpacked
}

/** Seven bits a byte, the lowest first. */
function variable(reader: ByteReader): number {
  let value = 0
  for (let shift = 0; shift < 5; shift++) {
    const byte = reader.u8()
    value += (byte & 0x7f) * 2 ** (7 * shift)
    if (byte < 0x80) return value
  }
  throw corrupt(reader.name, 'an .xz header of no end')
}
