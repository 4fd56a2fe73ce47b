import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join, normalize } from 'node:path'
import { InputError } from '../errors'
import { plainText } from '../io/plain-text'
import { throwIfAborted } from '../progress'
import { ENDINGS } from '../session/files/result-files'
import { Merge } from '../session/merge'
import { required, usageError } from './arguments'
import type { Context } from './command'
import { defineCommand } from './command'
import { readText } from './input'
import { Output } from './output'

export const merge = defineCommand({
  name: 'merge',
  summary: 'put the results of many micrographs into two tables',
  usage: 'FOLDER… --out DIR',
  options: {
    out: { type: 'string', value: 'DIR', help: 'write the tables to this folder' },
    json: { type: 'boolean', help: 'print a summary as JSON' },
  },
  notes: `Reads every NAME.detections.json that lacuna detect wrote to FOLDER and the folders in it.
micrographs has a row for each micrograph, detections one for each detection; both are written
as Parquet and as CSV. Every row says its record, the micrograph’s name and SHA-256, the version
of Lacuna, the model, the seed and the adapter. A damaged record does not stop the others: the
command tells its error and ends with 2.`,
  run: async (values, folders, context) => {
    if (folders.length === 0) throw usageError('name at least one folder of results')
    const output = Output.in(required('out', values.out))
    const paths = await recordsIn(folders)
    const merged = new Merge()
    const errors = await addAll(merged, paths, context)
    const { counts } = merged
    if (counts.micrographs > 0) {
      for (const { name, content } of merged.files()) output.add(name, content())
      const files = await output.commit()
      const lines = [`${counts.micrographs} micrographs, ${counts.detections} detections`, ...files]
      const summary = {
        ...counts,
        files,
        errors: errors.map(({ source, message }) => ({ record: source, error: message })),
      }
      context.print(values.json ? `${JSON.stringify(summary, null, 2)}\n` : `${lines.join('\n')}\n`)
    }
    if (errors.length === 0) return
    const count = `${errors.length} of ${paths.length} records could not be read`
    throw new InputError('records', '', [count, ...errors.map(({ message }) => message)].join('; '))
  },
})

/** Returns the errors of those that cannot be taken. */
async function addAll(merged: Merge, paths: readonly string[], { signal, onProgress }: Context): Promise<InputError[]> {
  const errors: InputError[] = []
  const started = performance.now()
  for (const [n, path] of paths.entries()) {
    throwIfAborted(signal)
    try {
      merged.add(await readText(path), path)
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      errors.push(error)
    }
    const elapsed = (performance.now() - started) / 1000
    onProgress({
      stage: 'files',
      done: n + 1,
      total: paths.length,
      elapsed,
      message: `${n + 1} of ${paths.length} records`,
    })
  }
  return errors
}

/** In the order of their names; each once, however the folders lie in each other. */
async function recordsIn(folders: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(
    folders.map(async (folder) => {
      const records = (await recordsUnder(folder, new Set())).sort()
      if (records.length > 0) return records.map(normalize)
      throw new InputError('no-records', folder, 'there is no NAME.detections.json in this folder; name another')
    }),
  )
  return [...new Set(lists.flat())]
}

/** `seen`: the folders that were gone through, each once, by whatever links it is reached: these may go round in circles. */
async function recordsUnder(folder: string, seen: Set<string>): Promise<string[]> {
  const found: string[] = []
  for (const entry of await entriesOf(folder, seen)) {
    // What is hidden is somebody else's: a system's shadow of a file, a workflow's notes.
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    if (await isFolder(path, entry)) found.push(...(await recordsUnder(path, seen)))
    else if (path.endsWith(`.${ENDINGS.json}`)) found.push(path)
  }
  return found
}

async function isFolder(path: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory()
  return stat(path).then(
    (status) => status.isDirectory(),
    () => false,
  )
}

async function entriesOf(folder: string, seen: Set<string>): Promise<Dirent[]> {
  try {
    const real = await realpath(folder)
    if (seen.has(real)) return []
    seen.add(real)
    return await readdir(folder, { withFileTypes: true })
  } catch (cause) {
    const { code = String(cause) } = cause as NodeJS.ErrnoException
    throw new InputError('unreadable', plainText(folder), `this folder cannot be read (${code}); name another`, {
      cause,
    })
  }
}
