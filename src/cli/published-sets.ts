import { join } from 'node:path'
import { InputError } from '../errors'
import { readNpy } from '../io/npy'
import type { ImageSet, PatchSet, ReproductionData } from '../stem/patches'
import { IMAGE_SETS } from '../stem/patches'
import { PUBLISHED_FILES, PUBLISHED_OVERLAP } from '../stem/published'
import { readBytes, usablePatches } from './input'

/** Written beside sets that are not the authors' own, whose names they have. */
export const SETS_FILE = 'sets.json'

export interface SetsFile {
  format: 'lacuna-sets'
  source: string
}

/** The authors' sets, or others of the same form, from a folder that has them under the published names. */
export async function readPublishedSets(folder: string, size: number): Promise<ReproductionData> {
  const read = async (name: string): Promise<PatchSet> => {
    const path = join(folder, name)
    const input = readNpy(await readBytes(path), path)
    if (input.kind !== 'stack') throw new InputError('no-stack', path, 'one image, not a stack of patches [n, h, w]')
    return usablePatches(input.stack, size)
  }
  const training = await read(PUBLISHED_FILES.training)
  const sets = {} as Record<ImageSet, PatchSet>
  for (const set of IMAGE_SETS) sets[set] = await read(PUBLISHED_FILES[set])
  const source = await otherSource(folder)
  return source === null
    ? { source: 'published (the authors’ .npy)', remark: PUBLISHED_OVERLAP, training, sets }
    : { source, training, sets }
}

async function otherSource(folder: string): Promise<string | null> {
  const path = join(folder, SETS_FILE)
  const text = await readBytes(path).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => null,
  )
  if (text === null) return null
  try {
    return (JSON.parse(text) as SetsFile).source
  } catch (cause) {
    throw new InputError('corrupt', path, 'not JSON; remove it, or write the sets again', { cause })
  }
}
