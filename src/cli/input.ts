import { readFile } from 'node:fs/promises'
import { InputError } from '../errors'

/** What the operating system says of a file that cannot be read, in words. */
const causes: Partial<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder, not a file',
  ENOTDIR: 'a part of this path is not a folder',
  EACCES: 'you may not read this file',
}

export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException
    throw new InputError('unreadable', path, causes[code] ?? `cannot be read (${code || String(cause)})`, { cause })
  }
}
