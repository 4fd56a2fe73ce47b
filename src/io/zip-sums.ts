import { strFromU8 } from 'fflate'
import { crc32 } from './crc32'

/** PKWARE's APPNOTE: 4.3.16, where the archive ends, and 4.3.12, what it says of each file there. */
const END = { signature: 0x06054b50, bytes: 22, mostComment: 0xffff }
const ENTRY = { signature: 0x02014b50, bytes: 46 }
/** Bit 11 of the flags: the name is UTF-8, and else of one byte a letter. */
const UTF8 = 2048

/**
 * The first of the unpacked files whose CRC-32 is not what the archive says, or null. What the archive says nothing of, as
 * one of more than 4 GiB in its first part, passes.
 */
export function damagedFile(archive: Uint8Array, files: Record<string, Uint8Array>): string | null {
  const sums = saidSums(archive)
  for (const [file, bytes] of Object.entries(files)) {
    const said = sums.get(file)
    if (said !== undefined && crc32(bytes) !== said) return file
  }
  return null
}

function saidSums(archive: Uint8Array): Map<string, number> {
  const sums = new Map<string, number>()
  const view = new DataView(archive.buffer, archive.byteOffset, archive.length)
  const end = endOf(view)
  if (end === null) return sums
  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  for (let entry = 0; entry < count; entry++) {
    if (at + ENTRY.bytes > archive.length || view.getUint32(at, true) !== ENTRY.signature) break
    const [nameBytes, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true))
    const isUtf8 = (view.getUint16(at + 8, true) & UTF8) !== 0
    const name = strFromU8(archive.subarray(at + ENTRY.bytes, at + ENTRY.bytes + nameBytes), !isUtf8)
    sums.set(name, view.getUint32(at + 16, true))
    at += ENTRY.bytes + nameBytes + extra + comment
  }
  return sums
}

/** From behind: only a comment may follow. */
function endOf(view: DataView): number | null {
  const last = view.byteLength - END.bytes
  for (let at = last; at >= Math.max(0, last - END.mostComment); at--) {
    if (view.getUint32(at, true) === END.signature) return at
  }
  return null
}
