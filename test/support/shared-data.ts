import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'vitest'

const folder = fileURLToPath(new URL('../../../shared/data/', import.meta.url))

/**
 * A test on a third-party file that lies beside the project and cannot be part of it; skipped, saying so, where it is
 * absent. `path` is relative to ../shared/data.
 */
export function testWithData(path: string, title: string, run: (bytes: Uint8Array) => void | Promise<void>): void {
  test(`${path}: ${title}`, { timeout: 120_000 }, async (context) => {
    if (!existsSync(folder + path)) context.skip(`../shared/data is absent (it is not part of the project)`)
    await run(readShared(path))
  })
}

/** A further file of a test that runs only where the data are. */
export function readShared(path: string): Uint8Array {
  return readFileSync(folder + path)
}
