import { Unzlib } from 'fflate'
import { corrupt, decoding, truncated } from './failures'

/** Deflate makes at most 1032 bytes of one: what claims more is refused before memory is taken. */
const deflateRatio = 1032

/** Small enough that one step of a hostile stream stays small as well. */
const stepBytes = 16 * 1024

/** Whether so many bytes can be packed in these at all. */
export function requireDeflatable(name: string, parts: readonly Uint8Array[], size: number): void {
  const compressed = parts.reduce((sum, part) => sum + part.length, 0)
  if (size > compressed * deflateRatio) throw corrupt(name, `${compressed} compressed bytes cannot hold ${size}`)
}

/**
 * A zlib stream, given in parts, that must hold exactly `size` bytes: a stream that holds more is given up as soon as it
 * shows, so that a small file can take neither the memory nor the time of a large one.
 */
export function inflate(name: string, parts: readonly Uint8Array[], size: number): Uint8Array {
  requireDeflatable(name, parts, size)
  const inflated = new Uint8Array(size)
  let filled = 0
  const stream = new Unzlib((chunk) => {
    if (filled + chunk.length > size) throw corrupt(name, `its compressed data hold more than ${size} bytes`)
    inflated.set(chunk, filled)
    filled += chunk.length
  })
  decoding(name, () => {
    for (const part of parts) {
      for (let start = 0; start < part.length; start += stepBytes) stream.push(part.subarray(start, start + stepBytes))
    }
  })
  if (filled < size) throw truncated(name, `it holds ${filled} of ${size} bytes of pixels`)
  return inflated
}
