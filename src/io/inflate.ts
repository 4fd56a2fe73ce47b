import { Unzlib } from 'fflate'
import { adler32 } from './adler32'
import { corrupt, decoding, truncated } from './failures'

/** Deflate makes at most 1032 bytes of one: what claims more is refused before memory is taken. */
const deflateRatio = 1032

/** Of the Adler-32 that ends a zlib stream (RFC 1950), and behind it what some writers fill up a strip or a tile with. */
const [SUM_BYTES, MOST_FILLING] = [4, 16]

/** Small enough that one step of a hostile stream stays small as well. */
const stepBytes = 16 * 1024

/** Whether so many bytes can be packed in these at all. */
export function requireDeflatable(name: string, parts: readonly Uint8Array[], size: number): void {
  const compressed = parts.reduce((sum, part) => sum + part.length, 0)
  if (size > compressed * deflateRatio) throw corrupt(name, `${compressed} compressed bytes cannot hold ${size}`)
}

/**
 * A zlib stream, given in parts, that must hold exactly `size` bytes: a stream that holds more is given up as soon as it
 * shows, so that a small file can take neither the memory nor the time of a large one. Its checksum must be theirs.
 */
export function inflate(name: string, parts: readonly Uint8Array[], size: number): Uint8Array {
  requireDeflatable(name, parts, size)
  const inflated = new Uint8Array(size)
  let filled = 0
  let sum = 1
  const stream = new Unzlib((chunk) => {
    if (filled + chunk.length > size) throw corrupt(name, `its compressed data hold more than ${size} bytes`)
    inflated.set(chunk, filled)
    sum = adler32(chunk, sum)
    filled += chunk.length
  })
  decoding(name, () => {
    for (const part of parts) {
      for (let start = 0; start < part.length; start += stepBytes) stream.push(part.subarray(start, start + stepBytes))
    }
  })
  if (filled < size) throw truncated(name, `it holds ${filled} of ${size} bytes of pixels`)
  if (!endsWith(parts, sum)) throw corrupt(name, 'the checksum of its compressed data is another')
  return inflated
}

/** Whether the sum stands at the end of the parts, or as little before it as filling takes. */
function endsWith(parts: readonly Uint8Array[], sum: number): boolean {
  const tail: number[] = []
  for (let part = parts.length - 1; part >= 0 && tail.length < SUM_BYTES + MOST_FILLING; part--) {
    tail.unshift(...parts[part].subarray(-SUM_BYTES - MOST_FILLING))
  }
  const bytes = new DataView(Uint8Array.from(tail).buffer)
  for (let at = bytes.byteLength - SUM_BYTES; at >= 0; at--) if (bytes.getUint32(at) === sum) return true
  return false
}
