import { strToU8, unzipSync, zipSync } from 'fflate'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../../../src/errors'
import { summaryCsv } from '../../../../src/session/files/summary'
import { sha256 } from '../../../../src/session/recorded'
import { pack, unpack } from '../../../../src/session/session-file/plain'
import { readSession, type SessionContent, writeSession } from '../../../../src/session/session-file/session-file'
import type { DetectionResult } from '../../../../src/session/detector'
import { result, searchedWithout, unperiodic } from '../../../support/result'

const picture = Uint8Array.from({ length: 300 }, (_, at) => at % 251)

async function content(change: Partial<SessionContent> = {}): Promise<SessionContent> {
  return {
    source: { name: 'a.png', sha256: await sha256(picture), bytes: picture, simulated: false, address: null },
    run: '#preset=fast&seed=7',
    model: { bytes: Uint8Array.of(1, 2, 3), name: 'a.fast.seed7.safetensors' },
    result: result(),
    review: [{ x: 16, y: 0, verdict: 'accepted', kind: null, note: 'sure' }],
    selected: 1,
    view: { look: { overlay: 'exx' } },
    ...change,
  }
}

describe('a session', () => {
  it('is as it was, to the last value, when it is read again', async () => {
    const saved = await content()
    expect(await readSession(writeSession(saved), 'a.lacuna')).toEqual(saved)
  })

  it('without its picture names it, with its hash', async () => {
    const saved = await content()
    const read = await readSession(writeSession({ ...saved, source: { ...saved.source, bytes: null } }), 'a.lacuna')
    expect(read.source).toEqual({ ...saved.source, bytes: null })
  })

  it('of a micrograph that is not periodic, of nothing found, without a model', async () => {
    const saved = await content({ result: unperiodic(), model: null, review: [], selected: null })
    expect(await readSession(writeSession(saved), 'a.lacuna')).toEqual(saved)
    const early = await content({ result: null })
    expect((await readSession(writeSession(early), 'a.lacuna')).result).toBeNull()
  })

  it('of columns that were judged without a lattice has their pictures; one of an earlier version had none', async () => {
    const saved = await content({ result: searchedWithout(), selected: 0 })
    expect(await readSession(writeSession(saved), 'a.lacuna')).toEqual(saved)
    const { pictures: _, surroundings, ...rest } = searchedWithout()
    const { columnHeight: __, ...known } = surroundings
    const earlier = { ...rest, surroundings: known } as unknown as DetectionResult
    const read = (await readSession(writeSession({ ...saved, result: earlier }), 'a.lacuna')).result
    expect(read).toEqual({
      ...searchedWithout(),
      surroundings: { ...surroundings, columnHeight: NaN },
      pictures: { heat: new Float32Array(0), prediction: null },
    })
  })

  it('that is damaged is refused by its name, at any place', async () => {
    const bytes = writeSession(await content())
    const refused = async (damaged: Uint8Array) => {
      const error = await readSession(damaged, 'a.lacuna').catch((reason: unknown) => reason)
      if (error instanceof Error) {
        expect(error).toBeInstanceOf(InputError)
        expect(error.message).toMatch(/^a\.lacuna: /)
      }
      return error instanceof Error
    }
    for (const length of [0, 3, 100, bytes.length - 30]) expect(await refused(bytes.subarray(0, length))).toBe(true)
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const damaged = bytes.slice()
        damaged[at] ^= by
        await refused(damaged)
      }),
      { numRuns: 60 },
    )
  })

  it('whose picture is another, whose arrays are short, or that is of a later version is refused', async () => {
    const files = unzipSync(writeSession(await content()))
    const read = (change: Record<string, Uint8Array>) => readSession(zipSync({ ...files, ...change }), 'a.lacuna')
    await expect(read({ 'source.bin': picture.slice(1) })).rejects.toThrow(/its micrograph is not the one/)
    await expect(read({ 'result.bin': new Uint8Array(8) })).rejects.toThrow(/its result is damaged/)
    const head = new TextDecoder().decode(files['session.json'])
    const later = head.replace('"formatVersion": 1', '"formatVersion": 2')
    await expect(read({ 'session.json': strToU8(later) })).rejects.toThrow(/of this version/)
    const found = new TextDecoder().decode(files['result.json'])
    const fewer = found.replace(/"detections":\[.*?\],"asked"/, '"detections":[],"asked"')
    expect(fewer).not.toBe(found)
    await expect(read({ 'result.json': strToU8(fewer) })).rejects.toMatchObject({ code: 'session-corrupt' })
  })
})

it('numbers that JSON has no words for, and arrays of any kind, are packed and unpacked', () => {
  const value = {
    a: [NaN, Infinity, -Infinity, -0.5, null, 'x'],
    b: Float64Array.of(1.5, NaN),
    c: { d: Uint8Array.of(1, 2, 3), e: Int32Array.of(-7), f: new Float32Array(0) },
  }
  const { json, binary } = pack(value)
  expect(unpack(json, binary, 'a')).toEqual(value)
  // Wherever the bytes lie in memory.
  const moved = new Uint8Array(binary.length + 1).subarray(1)
  moved.set(binary)
  expect(unpack(json, moved, 'a')).toEqual(value)
  expect(() => pack({ a: new BigInt64Array(1) })).toThrow(/no BigInt64Array/)
  expect(({} as { polluted?: number }).polluted).toBeUndefined()
  expect(unpack('{"__proto__":{"polluted":1},"constructor":1}', binary, 'a')).toEqual({ constructor: 1 })
})

it('a summary has a line a micrograph, whatever came of it', () => {
  const text = summaryCsv([
    {
      name: 'a.png',
      result: result(),
      review: [{ x: 16, y: 0, verdict: 'rejected', kind: null, note: '' }],
      problem: null,
      pixelSize: { x: 0.16, y: 0.16 },
    },
    { name: 'b.png', result: unperiodic(), review: [], problem: null, pixelSize: null },
    { name: 'c.png', result: null, review: [], problem: 'c.png: ends early', pixelSize: null },
  ])
  const [header, ...lines] = text.trimEnd().split('\n')
  expect(lines[0]).toBe('a.png,periodic,,2,0,1,0,1,12,25,25,0.24,0.01,fast,1,google swiftshader,ab')
  expect(lines[1]).toMatch(/^b\.png,not periodic,no two peaks span a lattice,,,,,,,/)
  expect(lines[2]).toMatch(/^c\.png,not searched,c\.png: ends early,,/)
  for (const line of lines) expect(line.split(',')).toHaveLength(header.split(',').length)
})
