import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { adler32 } from '../../../src/io/adler32'

test('what zlib writes behind its streams, of any length, at once and in parts', () => {
  for (const length of [0, 1, 5552, 5553, 300_000]) {
    // The largest bytes: sums that are reduced too late would outgrow their bits.
    const bytes = new Uint8Array(length).fill(255)
    const said = deflateSync(bytes).readUInt32BE(deflateSync(bytes).length - 4)
    expect(adler32(bytes)).toBe(said)
    const cut = length >> 1
    expect(adler32(bytes.subarray(cut), adler32(bytes.subarray(0, cut)))).toBe(said)
  }
})
