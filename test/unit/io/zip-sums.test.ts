import { zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { writeNpy } from '../../../src/io/npy'
import { damagedFile } from '../../../src/io/zip-sums'
import { refusal } from '../../support/hostile'

const npy = writeNpy(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3])

test('names the file whose bytes are not those that were packed, and passes all others', () => {
  const files = { 'a.npy': npy, 'Übersicht ✓.npy': npy.slice(10), 'empty.npy': new Uint8Array(0) }
  const archive = zipSync(files, { comment: 'PK and more' })
  expect(damagedFile(archive, files)).toBeNull()
  for (const file of Object.keys(files)) {
    const other = { ...files, [file]: Uint8Array.of(...files[file as keyof typeof files], 1) }
    expect(damagedFile(archive, other)).toBe(file)
  }
})

test('passes what the archive says nothing of', () => {
  expect(damagedFile(Uint8Array.of(0x50, 0x4b, 3, 4), { 'a.npy': npy })).toBeNull()
})

test('an archive with a changed pixel is refused, and the array named', async () => {
  const stored = zipSync({ 'bulk.npy': npy, 'other.npy': npy }, { level: 0 })
  stored[30 + 'bulk.npy'.length + npy.length - 1] ^= 0x40
  expect(await refusal(stored)).toMatchObject({ code: 'corrupt' })
  expect((await refusal(stored)).message).toContain('the checksum of bulk.npy in it is another')
})
