import type { FileImage } from '../../../src/io/images'
import { openFile } from '../../../src/io/read'

/** The images of a file that must be readable. */
export async function imagesOf(bytes: Uint8Array, name = 'file'): Promise<readonly FileImage[]> {
  const file = await openFile(bytes, name)
  if (file.kind !== 'images') throw new Error(`${name} is a ${file.kind}`)
  return file.images
}
