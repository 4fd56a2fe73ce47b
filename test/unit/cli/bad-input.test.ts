import { existsSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { writeNpy } from '../../../src/io/npy'
import { encodeGrey8 } from '../../../src/io/png'
import { writeTiff } from '../../../src/io/tiff/write'
import { PUBLISHED_FILES } from '../../../src/stem/paper/published'
import { lacuna, scratchFolder } from '../../support/cli'

const ramp = (length: number) => Float32Array.from({ length }, (_, i) => i % 251)
const withNaN = ramp(100 * 100)
withNaN[205] = NaN
const whole = {
  npy: writeNpy(ramp(100 * 100), [100, 100]),
  tif: writeTiff(ramp(100 * 100), { width: 100, height: 100, pixelSize: null }),
}

const bad: [file: string, bytes: Uint8Array, message: string][] = [
  ['notes.txt', new TextEncoder().encode('Sr Ti O3'), 'not an image Lacuna reads'],
  ['notes.png', new TextEncoder().encode('Sr Ti O3'), 'it is named like PNG'],
  ['empty.tif', new Uint8Array(0), 'the file is empty'],
  ['short.npy', whole.npy.subarray(0, 1000), 'the file is cut short'],
  ['short.tif', whole.tif.subarray(0, 1000), 'the file is'],
  ['constant.png', encodeGrey8(new Uint8Array(100 * 100).fill(7), 100, 100), 'every pixel is 7'],
  ['nan.npy', writeNpy(withNaN, [100, 100]), 'the value at column 5, row 2 is NaN'],
  ['small.npy', writeNpy(ramp(40 * 100), [40, 100]), '100 × 40 pixels are less than one patch of 64 × 64'],
  ['stack.npy', writeNpy(ramp(2 * 32 * 32), [2, 32, 32]), 'its patches are 32 × 32 pixels and the model takes 64 × 64'],
  ['flat.npy', writeNpy(new Float32Array(3 * 64 * 64), [3, 64, 64]), 'every pixel of patch 0 is 0'],
]

describe('an input that cannot be learned from', () => {
  test.each(bad)('%s ends with 2, names the file and leaves nothing behind', async (file, bytes, message) => {
    const folder = scratchFolder()
    const path = join(folder, file)
    writeFileSync(path, bytes)
    const { status, stdout, stderr } = await lacuna(['train', path, '--out', join(folder, 'out', 'model.safetensors')])
    expect(stderr).toMatch(/^lacuna: [^\n]+\n$/)
    expect(stderr).toContain(path)
    expect(stderr).toContain(message)
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expect(readdirSync(folder)).toEqual([file])
  })

  test('a missing file and a folder are told apart', async () => {
    const folder = scratchFolder()
    const out = ['--out', join(folder, 'model.safetensors')]
    expect(await lacuna(['train', join(folder, 'none.png'), ...out])).toMatchObject({
      status: 2,
      stderr: `lacuna: ${join(folder, 'none.png')}: there is no such file; check its name\n`,
    })
    expect(await lacuna(['train', folder, ...out])).toMatchObject({
      status: 2,
      stderr: `lacuna: ${folder}: this is a folder, not a file; name a file in it\n`,
    })
  })
})

test('what is far too long for a crystal, a model or a record is refused before it is read', async () => {
  const folder = scratchFolder()
  const out = ['--out', join(folder, 'out')]
  const sparse = (name: string) => {
    const path = join(folder, name)
    writeFileSync(path, '')
    truncateSync(path, 2 ** 30)
    return path
  }
  for (const argv of [
    ['detect', 'a.npy', '--crystal', sparse('a.cif'), ...out],
    ['detect', 'a.npy', '--model', sparse('a.safetensors'), ...out],
    ['merge', join(sparse('a.detections.json'), '..'), ...out],
  ]) {
    const { status, stderr } = await lacuna(argv)
    expect({ status, stderr }).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('it has 1024 MiB') as string,
    })
  }
})

test('detect names a missing model', async () => {
  const folder = scratchFolder()
  writeFileSync(join(folder, 'image.npy'), whole.npy)
  const model = join(folder, 'none.safetensors')
  const { status, stderr } = await lacuna(['detect', join(folder, 'image.npy'), '--model', model, '--out', folder])
  expect({ status, stderr }).toEqual({ status: 2, stderr: `lacuna: ${model}: there is no such file; check its name\n` })
})

test('reproduce names the set that is missing', async () => {
  const folder = scratchFolder()
  const out = join(folder, 'out')
  writeFileSync(join(folder, PUBLISHED_FILES.training), writeNpy(ramp(4 * 64 * 64), [4, 64, 64]))
  const { status, stderr } = await lacuna(['reproduce', '--data', folder, '--out', out])
  expect(status).toBe(2)
  expect(stderr).toBe(`lacuna: ${join(folder, PUBLISHED_FILES.bulk)}: there is no such file; check its name\n`)
  expect(existsSync(out)).toBe(false)
})
