import { InputError } from '../../errors'
import { PUBLISHED_FILES } from '../../stem/paper/published'
import type { NamedBytes } from '../../stem/paper/published-sets'
import { readFile } from '../read-file'

/** The published sets that are not among `files`, by their published names. */
export function missingSets(files: readonly File[]): string[] {
  return Object.values(PUBLISHED_FILES).filter((name) => !files.some((file) => file.name === name))
}

/** The reader of a folder that consists of `files`. */
export function reader(files: readonly File[]): (name: string) => Promise<NamedBytes> {
  return async (name) => {
    const file = files.find((each) => each.name === name)
    if (!file) throw new InputError('missing-set', name, 'is not among the files that were picked; pick all eight sets')
    return { name, bytes: await readFile(file) }
  }
}
