import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TuningStore } from './tuner'

/** Bytes; a winner takes a hundred. */
const LONGEST = 2 ** 20

/** Winners in a file of the user's cache folder. */
export function fileTuningStore(): TuningStore {
  const path = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lacuna', 'tuning.json')
  const load = async () => {
    // A pipe would keep it waiting for ever.
    const status = await stat(path)
    if (!status.isFile() || status.size > LONGEST) throw new Error(`${path} holds no winners`)
    return JSON.parse(await readFile(path, 'utf8')) as Record<string, string>
  }
  return {
    load,
    async save(winners) {
      await mkdir(dirname(path), { recursive: true })
      const kept = await load().catch(() => ({}))
      // Renamed into place, under a name that nobody else writes: no other process, nor another part of this one, reads half of it.
      const passing = `${path}.${randomUUID()}`
      try {
        await writeFile(passing, JSON.stringify({ ...kept, ...winners }))
        await rename(passing, path)
      } finally {
        await rm(passing, { force: true })
      }
    },
  }
}
