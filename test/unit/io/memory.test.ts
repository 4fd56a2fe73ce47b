import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, expect, test } from 'vitest'
import { buildDm } from '../../support/formats/dm'
import { imagesOf } from '../../support/formats/images'

/** In a file of its own, and so in a process of its own: the peak of a process's memory never falls. */

const folder = mkdtempSync(join(tmpdir(), 'lacuna-memory-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const MiB = 2 ** 20
const peak = () => process.resourceUsage().maxRSS * 1024

test(
  'a float .dm4 of 4096 × 4096 takes itself and its pixels, once, and less than a second',
  { timeout: 60_000 },
  async () => {
    const path = join(folder, 'large.dm4')
    writeLargeDm(path, 4096)
    // What an earlier step left behind is not this one's.
    collectGarbage()
    const before = peak()
    const started = process.cpuUsage()
    const bytes = readFileSync(path)
    const [image] = await imagesOf(bytes, path)
    expect(peak() - before).toBeLessThan(bytes.length + 8 * MiB)
    const { data } = image.read()
    const { user, system } = process.cpuUsage(started)
    expect((user + system) / 1e6).toBeLessThan(1)
    expect(data.length).toBe(4096 ** 2)
    // What a few thousand calls of the page's own leave behind comes on top.
    expect(peak() - before).toBeLessThan(bytes.length + data.byteLength + 24 * MiB)
  },
)

test(
  'an .emd of several images takes itself, one image’s pixels and what the library unpacks at a time',
  { timeout: 60_000 },
  async () => {
    const path = join(folder, 'series.emd')
    execFileSync(process.execPath, [fileURLToPath(new URL('../../fixtures/write-emd.mjs', import.meta.url)), path])
    await imagesOf(readFileSync(path), path).then(() => null)
    // What an earlier step left behind is not this one's.
    collectGarbage()
    const before = peak()
    const bytes = readFileSync(path)
    const images = await imagesOf(bytes, path)
    expect(images).toHaveLength(6)
    const { data } = images[4].read()
    expect(data[5]).toBe(4 * 7 + 5)
    const chunk = 2048 * 2048 * 2
    // The chunk packed, unpacked, and where the library copies it to.
    expect(peak() - before).toBeLessThan(bytes.length + data.byteLength + 3 * chunk + 24 * MiB)
  },
)

/** Zeros where the pixels are, which take no room on the disk either. */
function writeLargeDm(path: string, side: number): void {
  const mark = Float32Array.of(1.25, 2.5, 3.75)
  const small = buildDm([{ width: side, height: side, data: mark, dataType: 2 }])
  const at = Buffer.from(small).indexOf(Buffer.from(mark.buffer))
  new DataView(small.buffer).setBigUint64(at - 8, BigInt(side * side))
  const file = openSync(path, 'w')
  writeSync(file, small, 0, at, 0)
  writeSync(file, small, at + mark.byteLength, small.length - at - mark.byteLength, at + 4 * side * side)
  closeSync(file)
}
