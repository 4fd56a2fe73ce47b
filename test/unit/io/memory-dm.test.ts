import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { buildDm } from '../../support/formats/dm'
import { imagesOf } from '../../support/formats/images'
import { growth, MiB } from '../../support/memory'

const folder = mkdtempSync(join(tmpdir(), 'lacuna-memory-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test(
  'a float .dm4 of 4096 × 4096 takes itself and its pixels, once, and less than a second',
  { timeout: 60_000 },
  async () => {
    const path = join(folder, 'large.dm4')
    writeLargeDm(path, 4096)
    const grown = growth()
    const started = process.cpuUsage()
    const bytes = readFileSync(path)
    const [image] = await imagesOf(bytes, path)
    expect(grown()).toBeLessThan(bytes.length + 8 * MiB)
    const { data } = image.read()
    const { user, system } = process.cpuUsage(started)
    expect((user + system) / 1e6).toBeLessThan(1)
    expect(data.length).toBe(4096 ** 2)
    // What a few thousand calls of the page's own leave behind comes on top.
    expect(grown()).toBeLessThan(bytes.length + data.byteLength + 24 * MiB)
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
