import { readFile, stat } from 'node:fs/promises'
import { InputError } from '../errors'
import { plainText } from '../io/plain-text'

/** What the operating system says of a file that cannot be read, in words. */
const causes: Partial<Record<string, string>> = {
  ENOENT: 'there is no such file; check its name',
  EISDIR: 'this is a folder, not a file; name a file in it',
  ENOTDIR: 'a part of this path is not a folder; check it',
  EACCES: 'you may not read this file; ask its owner for that',
  ELOOP: 'its links go round in a circle; name the file itself',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB; crop it, or save a part of its images',
}

/** Bytes of a model's file: those of the presets have half a megabyte to some. */
export const LARGEST_MODEL = 256 * 2 ** 20

/** Bytes: no text that Lacuna reads is longer; what JavaScript takes is 512 MiB. */
export const LONGEST_TEXT = 500 * 2 ** 20

export async function readText(path: string, most = LONGEST_TEXT): Promise<string> {
  return new TextDecoder().decode(await readBytes(path, most))
}

/** Refuses what is longer than `most` bytes before it is read. */
export async function readBytes(path: string, most = Infinity): Promise<Uint8Array> {
  if (plainText(path) !== path)
    throw new InputError('bad-name', plainText(path), 'its name holds control characters; rename it')
  try {
    const status = await stat(path)
    // A pipe may never end, nor begin.
    if (!status.isFile() && !status.isDirectory())
      throw new InputError('unreadable', path, 'this is a device or a pipe, not a file; save what it gives as one')
    if (status.size > most) {
      const [size, limit] = [status.size, most].map((bytes) => Math.ceil(bytes / 2 ** 20))
      throw new InputError(
        'too-large',
        path,
        `it has ${size} MiB, where such a file has at most ${limit}; name another`,
      )
    }
    return await readFile(path)
  } catch (cause) {
    if (cause instanceof InputError) throw cause
    const { code = '' } = cause as NodeJS.ErrnoException
    throw new InputError(
      'unreadable',
      path,
      causes[code] ?? `cannot be read (${code || String(cause)}); copy it to another disk`,
      { cause },
    )
  }
}
