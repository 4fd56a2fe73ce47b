import { zlibSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { inflate } from '../../../src/io/inflate'

const bytes = Uint8Array.from({ length: 40_000 }, (_, at) => (at * at) >> 3)
const packed = zlibSync(bytes)
const parted = (...cuts: number[]) => [...cuts, packed.length].map((end, n) => packed.slice(cuts[n - 1] ?? 0, end))

describe('the checksum of a zlib stream', () => {
  test('is found behind its last part, behind a part that cuts it, and before what fills up a strip', () => {
    for (const parts of [
      [packed],
      parted(10, 400),
      parted(packed.length - 2),
      parted(packed.length - 3, packed.length - 1),
    ])
      expect(inflate('a.tif', parts, bytes.length)).toEqual(bytes)
    expect(inflate('a.tif', [Uint8Array.from([...packed, 0, 0, 0])], bytes.length)).toEqual(bytes)
  })

  test('refuses what unpacks to other bytes', () => {
    const stored = zlibSync(bytes, { level: 0 })
    stored[stored.length - 100] ^= 1
    expect(() => inflate('a.tif', [stored], bytes.length)).toThrow(
      /a\.tif.*the checksum of its compressed data is another/,
    )
  })
})
