/** Bytes that there is room for at first. */
const ROOM = 2 ** 16

/** Text in UTF-8, of parts that are made one by one: as one string, all of them would be held twice over. */
export function textBytes(parts: Iterable<string>): Uint8Array {
  const encoder = new TextEncoder()
  let bytes = new Uint8Array(ROOM)
  let length = 0
  for (const part of parts) {
    // No character takes more than three bytes for each of its code units.
    const most = length + 3 * part.length
    if (most > bytes.length) {
      const larger = new Uint8Array(Math.max(most, 2 * bytes.length))
      larger.set(bytes.subarray(0, length))
      bytes = larger
    }
    length += encoder.encodeInto(part, bytes.subarray(length)).written
  }
  return bytes.subarray(0, length)
}
