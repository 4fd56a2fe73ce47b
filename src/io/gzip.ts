import { Gunzip } from 'fflate'
import type { Budget } from './budget'
import { maxPixels } from './check'
import { crc32 } from './crc32'
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
/** Steps that one header may take, with names and comments: fflate walks through it anew at each. */
const headerSteps = 8

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8
}

interface Packed {
  bytes: Uint8Array
  name: string
  budget: Budget
}

/**
 * What was packed, and its budget. A file may hold several streams one after another, whose contents make up one (RFC 1952, 2.2). The
 * last four bytes say how much the last stream holds, and so, of the one stream that most files have, how much memory to take.
 */
export function gunzip(bytes: Uint8Array, name: string, budget: Budget): [unpacked: Uint8Array, budget: Budget] {
  if (bytes.length < 18) throw truncated(name, `a gzip file of ${bytes.length} bytes`)
  const { size } = trailer(bytes, bytes.length)
  if (size > bytes.length * ratio) throw corrupt(name, `${bytes.length} packed bytes cannot hold ${size}`)
  const file = { bytes, name, budget }
  const once = unpackInto(size, file)
  const { unpacked, left } = once.held === size ? once : unpackInto(once.held, file)
  return [unpacked, left]
}

/** Unpacks all streams and checks each. `held` is what they hold together; where that is more than `size`, nothing of it is kept. */
function unpackInto(size: number, { bytes, name, budget }: Packed) {
  requireFits(size, name)
  const left = budget.unpacked(size)
  let unpacked = new Uint8Array(size)
  let held = 0
  let member = { start: 0, crc: 0 }
  let silence = 0
  const stream = new Gunzip((chunk) => {
    silence = 0
    const end = held + chunk.length
    if (end <= size) unpacked.set(chunk, held)
    else {
      // Only counted from here on, and to be unpacked once more if it fits.
      unpacked = new Uint8Array(0)
      requireFits(end, name)
      budget.hold(end)
      budget.unpack(chunk.length, 2)
    }
    member.crc = crc32(chunk, member.crc)
    held = end
  })
  const endMember = (end: number) => {
    requireSound(name, { ...member, size: held - member.start }, trailer(bytes, end))
    member = { start: held, crc: 0 }
  }
  stream.onmember = (start) => {
    budget.unpack(memberBytes)
    endMember(start)
  }
  decoding(name, () => {
    for (let start = 0; start < bytes.length; start += stepBytes) {
      if (silence++ > headerSteps) throw corrupt(name, 'the header of its packed data has no end')
      stream.push(bytes.subarray(start, start + stepBytes), start + stepBytes >= bytes.length)
    }
  })
  endMember(bytes.length)
  return { unpacked, left, held }
}

/** What stands behind a stream that ends there. */
function trailer(bytes: Uint8Array, end: number): { crc: number; size: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset + end - 8)
  return { crc: view.getUint32(0, true), size: view.getUint32(4, true) }
}

function requireFits(size: number, name: string): void {
  if (size > maxBytes) throw new InputError('too-large', name, `it unpacks to ${size} bytes; crop it or split it`)
}

function requireSound(name: string, held: { crc: number; size: number }, said: { crc: number; size: number }): void {
  if (held.size > said.size) throw corrupt(name, `its packed data hold more than ${said.size} bytes`)
  if (held.size < said.size) throw truncated(name, `its packed data hold ${held.size} of ${said.size} bytes`)
  if (held.crc !== said.crc) throw corrupt(name, 'the checksum of its packed data is another')
}
