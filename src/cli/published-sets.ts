import { join } from 'node:path'
import type { ReproductionData } from '../stem/paper/image-sets'
import { readPublishedSets } from '../stem/paper/published-sets'
import { readBytes } from './input'

/** The authors' sets, or others of the same form, from a folder that has them under the published names. */
export function readSetsFolder(folder: string, size: number): Promise<ReproductionData> {
  return readPublishedSets(async (file) => {
    const name = join(folder, file)
    return { name, bytes: await readBytes(name) }
  }, size)
}
