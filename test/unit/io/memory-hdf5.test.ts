import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { imagesOf } from '../../support/formats/images'
import { growth, MiB } from '../../support/memory'

const folder = mkdtempSync(join(tmpdir(), 'lacuna-memory-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test(
  'an .emd of several images takes itself, one image’s pixels and what the library unpacks at a time',
  { timeout: 60_000 },
  async () => {
    const path = join(folder, 'series.emd')
    execFileSync(process.execPath, [fileURLToPath(new URL('../../fixtures/write-emd.mjs', import.meta.url)), path])
    await imagesOf(readFileSync(path), path).then(() => null)
    const grown = growth()
    const bytes = readFileSync(path)
    const images = await imagesOf(bytes, path)
    expect(images).toHaveLength(6)
    const { data } = images[4].read()
    expect(data[5]).toBe(4 * 7 + 5)
    const chunk = 2048 * 2048 * 2
    // The chunk packed, unpacked, and where the library copies it to; garbage and the library's memory, which grows in
    // steps, come to 17 to 28 MiB more. Every further image that were held would add 16.
    expect(grown()).toBeLessThan(bytes.length + data.byteLength + 3 * chunk + 34 * MiB)
  },
)
