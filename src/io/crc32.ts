/** For each byte, what it turns the sum into: the reflected polynomial 0xedb88320 of RFC 1952. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte
  for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0)
  return sum
})

/** CRC-32 of the bytes, or of all before them, whose sum is `before`, and them. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let sum = ~before
  // A loop over indices: an iterator would take longer than inflating.
  for (let at = 0; at < bytes.length; at++) sum = (sum >>> 8) ^ table[(sum ^ bytes[at]) & 255]
  return ~sum >>> 0
}
