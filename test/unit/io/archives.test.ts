import { gzipSync, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { writeNpy } from '../../../src/io/npy'
import { imagesOf } from '../../support/formats/images'
import { buildMrc } from '../../support/formats/mrc'
import { expectDamageSurvived, expectEveryTruncationRefused, readMicrograph, refusal } from '../../support/hostile'

const npy = writeNpy(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3])

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

  test('cut and damaged', async () => {
    await expectEveryTruncationRefused(gzipSync(npy))
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
