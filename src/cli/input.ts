import { readFile } from 'node:fs/promises'
import { InputError } from '../errors'
import type { Input, PatchStack } from '../io/micrograph'
import { readInput } from '../io/read'
import { stackPatches } from '../stem/crops'
import type { PatchSet } from '../stem/patches'

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

/** A micrograph or a stack of patches; errors name the path as it was given. */
export async function readInputFile(path: string): Promise<Input> {
  return readInput(await readBytes(path), path)
}

/** The patches of a stack that a model of `size`-pixel patches can take: each must have something to divide by. */
export function usablePatches(stack: PatchStack, size: number): PatchSet {
  const patches = stackPatches(stack, size)
  const pixels = size * size
  for (let n = 0; n < patches.count; n++) {
    const patch = patches.data.subarray(n * pixels, (n + 1) * pixels)
    if (patch.every((value) => value === patch[0])) {
      throw new InputError('constant', stack.name, `every pixel of patch ${n} is ${patch[0]}; leave it out`)
    }
    if (!patch.some((value) => value > 0)) {
      throw new InputError('not-positive', stack.name, `patch ${n} has no positive pixel; take its offset off first`)
    }
  }
  return patches
}
