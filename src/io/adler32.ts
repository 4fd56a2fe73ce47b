const MODULUS = 65521
/** So many bytes can be added before a sum outgrows 32 bits (zlib's NMAX). */
const RUN = 5552

/** Adler-32 (RFC 1950) of the bytes, or of all before them, whose sum is `before`, and them. */
export function adler32(bytes: Uint8Array, before = 1): number {
  let low = before & 0xffff
  let high = before >>> 16
  for (let start = 0; start < bytes.length; start += RUN) {
    const end = Math.min(start + RUN, bytes.length)
    for (let at = start; at < end; at++) {
      low += bytes[at]
      high += low
    }
    low %= MODULUS
    high %= MODULUS
  }
  return ((high << 16) | low) >>> 0
}
