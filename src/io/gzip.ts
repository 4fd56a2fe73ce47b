import { Gunzip } from 'fflate'
import type { Budget } from './budget'
import { maxPixels } from './check'
import { corrupt, decoding, truncated } from './failures'
import { InputError } from '../errors'

/** Deflate makes at most 1032 bytes of one. */
const ratio = 1032
/** The largest image in float32. */
const maxBytes = 4 * maxPixels
/** To begin one of a file's streams, of which it may have any number, takes as long as to unpack so much. */
const memberBytes = 64 * 1024
/** Small enough that one step of a hostile stream stays small as well. */
const stepBytes = 16 * 1024

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8
}

/**
 * What was packed, and its budget. Its size stands in the last four bytes; a stream of any other size is refused as soon as that
 * shows.
 */
export function gunzip(bytes: Uint8Array, name: string, budget: Budget): [unpacked: Uint8Array, budget: Budget] {
  if (bytes.length < 18) throw truncated(name, `a gzip file of ${bytes.length} bytes`)
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true)
  if (size > bytes.length * ratio) throw corrupt(name, `${bytes.length} packed bytes cannot hold ${size}`)
  if (size > maxBytes) throw new InputError('too-large', name, `it unpacks to ${size} bytes; crop it or split it`)
  const left = budget.unpacked(size)
  const unpacked = new Uint8Array(size)
  let filled = 0
  const stream = new Gunzip((chunk) => {
    if (filled + chunk.length > size) throw corrupt(name, `its packed data hold more than ${size} bytes`)
    unpacked.set(chunk, filled)
    filled += chunk.length
  })
  stream.onmember = () => budget.unpack(memberBytes)
  decoding(name, () => {
    for (let start = 0; start < bytes.length; start += stepBytes) {
      stream.push(bytes.subarray(start, start + stepBytes), start + stepBytes >= bytes.length)
    }
  })
  if (filled < size) throw truncated(name, `its packed data hold ${filled} of ${size} bytes`)
  return [unpacked, left]
}
