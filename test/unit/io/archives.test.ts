import { gzipSync, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { writeNpy } from '../../../src/io/npy'
import { Random } from '../../../src/nn/random'
import { imagesOf } from '../../support/formats/images'
import { buildMrc } from '../../support/formats/mrc'
import { expectDamageSurvived, expectEveryTruncationRefused, readMicrograph, refusal } from '../../support/hostile'

const npy = writeNpy(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3])
const joined = (...parts: Uint8Array[]) => Uint8Array.from(Buffer.concat(parts))

describe('gzip', () => {
  test('whatever is in it', async () => {
    const mrc = buildMrc({ width: 2, height: 1, mode: 1, data: Int16Array.of(-3, 9) })
    expect([...(await readMicrograph(gzipSync(mrc), 'a.mrc.gz')).data]).toEqual([-3, 9])
    expect([...(await readMicrograph(gzipSync(npy), 'a.npy.gz')).data]).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('a bomb, and a size that lies', async () => {
    const bytes = gzipSync(new Uint8Array(2 ** 16))
    const says = (size: number) => {
      const lying = bytes.slice()
      new DataView(lying.buffer).setUint32(lying.length - 4, size, true)
      return refusal(lying)
    }
    expect((await says(2 ** 28)).code).toBe('corrupt')
    expect((await says(100)).message).toContain('more than 100 bytes')
    expect((await says(2 ** 16 + 5)).code).toBe('truncated')
  })

  test('several streams, one after another, make up one file, wherever they part it', async () => {
    // Incompressible, so that the streams span the steps in which they are unpacked.
    const random = new Random(5)
    const values = Float32Array.from({ length: 150 * 150 }, () => random.uniform())
    const whole = writeNpy(values, [150, 150])
    for (const cuts of [[40], [0, 0, 1], [whole.length], [16384, 32768, 50_000], [whole.length - 1, whole.length]]) {
      const ends = [...cuts, whole.length]
      const streams = ends.map((end, n) => gzipSync(whole.slice(ends[n - 1] ?? 0, end)))
      expect((await readMicrograph(joined(...streams), `${cuts.join()}.npy.gz`)).data).toEqual(values)
    }
  })

  test('what is wrong with one of several streams', async () => {
    const [head, tail] = [gzipSync(npy.slice(0, 100)), gzipSync(npy.slice(100))]
    const changed = (at: number) => {
      const wrong = head.slice()
      wrong[wrong.length + at] ^= 1
      return refusal(joined(wrong, tail))
    }
    expect((await changed(-8)).message).toContain('the checksum of its packed data is another')
    expect((await changed(-4)).message).toMatch(/packed data hold more than 101 bytes|hold 100 of 101 bytes/)
    for (const foreign of [[0], [0, 0, 0, 0], [1, 2, 3], [0x1f, 0x8b, 8]])
      expect(['corrupt', 'truncated']).toContain((await refusal(joined(head, tail, Uint8Array.from(foreign)))).code)
  })

  test('damage that unpacks is found by the checksum', async () => {
    const stored = gzipSync(npy, { level: 0 })
    stored[stored.length - 20] ^= 0x10
    expect((await refusal(stored)).message).toContain('the checksum of its packed data is another')
  })

  test('a long name in its header, and one without an end', async () => {
    const packed = gzipSync(npy)
    const named = (letters: number) => {
      const head = packed.slice(0, 10)
      head[3] |= 8
      return joined(head, new Uint8Array(letters).fill(65), Uint8Array.of(0), packed.subarray(10))
    }
    expect([...(await readMicrograph(named(60_000), 'a.npy.gz')).data]).toEqual([1, 2, 3, 4, 5, 6])
    expect((await refusal(named(20_000_000))).message).toContain('the header of its packed data has no end')
  })

  test('cut and damaged', async () => {
    await expectEveryTruncationRefused(gzipSync(npy))
    await expectDamageSurvived(joined(gzipSync(npy.slice(0, 90)), gzipSync(npy.slice(90))))
    await expectDamageSurvived(gzipSync(npy))
  })
})

describe('zip', () => {
  test('NumPy’s archive: every array an image of its name; one that is none is told of', async () => {
    const bytes = zipSync({ 'haadf.npy': npy, 'notes.txt': Uint8Array.of(1), 'broken.npy': npy.slice(0, 100) })
    const images = await imagesOf(bytes, 'a.npz')
    expect(images.map(({ title }) => title)).toEqual(['haadf'])
    expect([...images[0].read().data]).toEqual([1, 2, 3, 4, 5, 6])
    expect(images[0].warnings).toContainEqual(expect.stringContaining('an array cannot be read'))
  })

  test('Nion Swift’s: calibrated by its JSON', async () => {
    const axis = { scale: 0.02, units: 'nm', offset: 0 }
    const json = JSON.stringify({ title: 'HAADF', dimensional_calibrations: [axis, axis] })
    const bytes = zipSync({ 'data.npy': npy, 'metadata.json': new TextEncoder().encode(json) }, { level: 0 })
    expect((await imagesOf(bytes))[0]).toMatchObject({ title: 'HAADF', pixelSize: { x: 0.2, y: 0.2 } })
  })

  test('without an array', async () => {
    expect((await refusal(zipSync({ 'a.txt': Uint8Array.of(1) }))).code).toBe('unsupported')
  })

  test('a bomb', async () => {
    const bomb = zipSync({ 'a.npy': new Uint8Array(2 ** 20) })
    const at = bomb.length - 22 - 46 - 5 + 24
    new DataView(bomb.buffer, bomb.byteOffset).setUint32(at, 2 ** 31, true)
    expect((await refusal(bomb)).code).toBe('too-large')
  })

  test('damaged', () => expectDamageSurvived(zipSync({ 'a.npy': npy })))
})
