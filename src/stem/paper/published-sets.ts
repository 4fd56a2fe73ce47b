import { InputError } from '../../errors'
import { openNpy } from '../../io/npy'
import type { ImageSet, ReproductionData } from './image-sets'
import type { PatchSet } from '../patch/patches'
import { IMAGE_SETS } from './image-sets'
import { PUBLISHED_FILES, PUBLISHED_OVERLAP } from './published'
import { usablePatches } from '../patch/usable-patches'

/** Written beside sets that are not the authors' own, whose names they have. */
export const SETS_FILE = 'sets.json'

export interface SetsFile {
  format: 'lacuna-sets'
  source: string
}

/** The bytes of a file, and what messages call it. */
export interface NamedBytes {
  name: string
  bytes: Uint8Array
}

/**
 * The authors' sets, or others of the same form: `read` gives the files by their published names, and rejects where there
 * is none. `size` is the side of a patch, px.
 */
export async function readPublishedSets(
  read: (file: string) => Promise<NamedBytes>,
  size: number,
): Promise<ReproductionData> {
  const patches = async (file: string): Promise<PatchSet> => {
    const { name, bytes } = await read(file)
    const input = openNpy(bytes, name)
    if (input.kind !== 'stack') throw new InputError('no-stack', name, 'one image, not a stack of patches [n, h, w]')
    return usablePatches(input.stack, size)
  }
  const training = await patches(PUBLISHED_FILES.training)
  const sets = {} as Record<ImageSet, PatchSet>
  for (const set of IMAGE_SETS) sets[set] = await patches(PUBLISHED_FILES[set])
  const note = await read(SETS_FILE).catch(() => null)
  return note === null
    ? { source: 'published (the authors’ .npy)', remark: PUBLISHED_OVERLAP, training, sets }
    : { source: statedSource(note), training, sets }
}

function statedSource({ name, bytes }: NamedBytes): string {
  const source = parsed(name, bytes)?.source
  if (typeof source === 'string') return source
  throw new InputError('corrupt', name, 'does not say where the sets come from; remove it, or write the sets again')
}

function parsed(name: string, bytes: Uint8Array): Partial<SetsFile> | null {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Partial<SetsFile> | null
  } catch (cause) {
    throw new InputError('corrupt', name, 'not JSON; remove it, or write the sets again', { cause })
  }
}
