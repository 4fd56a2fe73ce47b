import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { InputError } from '../errors'
import { plainText } from '../io/plain-text'
import { isNamedLikeImage } from '../io/read'
import { fileStem } from '../session/files/file-stem'

/** What `detect` writes itself: a folder may be both searched and written to. */
const OWN = /\.(overlay|displacements)\.png$|\.(heat|phase)\.tif$/i

/** Files as they were given, and for each folder the images in it, in the order of their names. */
export async function listInputs(paths: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(
    paths.map(async (path) => {
      const isFolder = await stat(path).then(
        (status) => status.isDirectory(),
        () => false,
      )
      if (!isFolder) return [path]
      const names = (await namesIn(path)).filter((name) => isNamedLikeImage(name) && !OWN.test(name)).sort()
      if (names.length === 0) throw new InputError('no-images', path, 'there is no image in this folder; name another')
      return names.map((name) => join(path, name))
    }),
  )
  return [...new Set(lists.flat())]
}

/** Rejects with an InputError that names the folder. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (cause) {
    const { code = String(cause) } = cause as NodeJS.ErrnoException
    throw new InputError(
      'unreadable',
      plainText(folder),
      `this folder cannot be read (${code}); name another, or its files`,
      { cause },
    )
  }
}

/** `NAME` of each input's files: its own without extension or, where two would be the same, with it. */
export function outputNames(paths: readonly string[]): string[] {
  const count = (names: readonly string[]) =>
    names.reduce((map, name) => map.set(name, (map.get(name) ?? 0) + 1), new Map<string, number>())
  const stems = paths.map(fileStem)
  const often = count(stems)
  const names = paths.map((path, n) => (often.get(stems[n]) === 1 ? stems[n] : basename(path)))
  for (const [name, times] of count(names)) {
    if (times > 1)
      throw new InputError(
        'same-name',
        name,
        'two inputs would write the same files; rename one or run them one by one',
      )
  }
  return names
}
