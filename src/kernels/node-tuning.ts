import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TuningStore } from './tuner'

/**
 * Winners in a file of the user's cache folder. A file that cannot be read or written costs a few seconds of measuring
 * on the next start and nothing else, so neither is an error.
 */
export function fileTuningStore(): TuningStore {
  const path = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lacuna', 'tuning.json')
  return {
    async load() {
      try {
        return JSON.parse(await readFile(path, 'utf8')) as Record<string, string>
      } catch {
        return {}
      }
    },
    async save(winners) {
      try {
        await mkdir(dirname(path), { recursive: true })
        // Renamed into place, so that another process never reads half of it.
        await writeFile(`${path}.${process.pid}`, JSON.stringify(winners))
        await rename(`${path}.${process.pid}`, path)
      } catch {
        return
      }
    },
  }
}
