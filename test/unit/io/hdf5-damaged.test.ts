import { expect, test } from 'vitest'
import packed from '../../fixtures/packed.json'
import { buildHdf5 } from '../../support/formats/hdf5'
import { expectReadOrRefused, refusal } from '../../support/hostile'
import { growth, MiB } from '../../support/memory'

// What these do to the library stays in its process, which is theirs alone: it may misread a sound file after them.

const small = () =>
  buildHdf5({
    datasets: { a: { data: Float32Array.from({ length: 400 }, (_, i) => i), shape: [20, 20], chunks: [9, 9] } },
  })

test('cut anywhere: refused by a typed error', async () => {
  const bytes = await small()
  for (let length = 8; length < bytes.length - 64; length += 61) {
    expect((await refusal(bytes.slice(0, length))).code).toMatch(/truncated|corrupt|unsupported/)
  }
})

test('a heap with an object of no size, over which the library would never come to an end', async () => {
  const bytes = await buildHdf5({ attributes: { title: 'a text of its own' }, datasets: {} })
  const heap = Buffer.from(bytes).indexOf('GCOL')
  expect(heap).toBeGreaterThan(0)
  // The first object gets the index 0, which marks free space, and the size 0.
  bytes.fill(0, heap + 16, heap + 32)
  expect((await refusal(bytes)).message).toContain('a heap with an object of 0 bytes')
})

test('a text that says it is half a gigabyte long, for which the library would take as much', async () => {
  const dim = { data: Float64Array.of(0, 0.02), shape: [2], attributes: { units: '[n_m]' } }
  const data = { data: new Uint8Array(120), shape: [10, 12] }
  const image = { attributes: { emd_group_type: 1 }, datasets: { data, dim1: dim, dim2: dim } }
  const bytes = await buildHdf5({ groups: { image } })
  const heap = Buffer.alloc(8)
  heap.writeBigUInt64LE(BigInt(Buffer.from(bytes).indexOf('GCOL')))
  // A text is its length, the heap's address and the text's number there.
  const address = Buffer.from(bytes).indexOf(heap)
  expect(bytes.slice(address - 4, address)).toEqual(Uint8Array.of(5, 0, 0, 0))
  bytes[address - 1] = 0x20
  const grown = growth()
  const { code, message } = await refusal(bytes)
  expect([code, message]).toEqual(['too-large', expect.stringContaining('more than the 128 MiB')])
  expect(grown()).toBeLessThan(160 * MiB)
})

test('bytes changed anywhere: read or refused, in bounded time', { timeout: 60_000 }, async () => {
  const bytes = await small()
  // A fixed walk over the bytes rather than random ones: each is changed once in a while, in three ways.
  const started = process.cpuUsage()
  for (let at = 8; at < bytes.length; at += 3) {
    const damaged = bytes.slice()
    damaged[at] ^= [0xff, 0x01, 0x80][at % 3]
    await expectReadOrRefused(damaged)
  }
  expect(process.cpuUsage(started).user / 1e6).toBeLessThan(30)
})

test('of what LZF has packed, bytes changed anywhere', { timeout: 60_000 }, async () => {
  const bytes = Uint8Array.from(atob(packed.lzf), (character) => character.charCodeAt(0))
  for (let at = 8; at < bytes.length; at += 37) {
    const damaged = bytes.slice()
    damaged[at] ^= 0xff
    await expectReadOrRefused(damaged)
  }
})
