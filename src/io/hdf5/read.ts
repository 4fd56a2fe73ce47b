import { unsupported } from '../failures'
import type { FoundImage, ImageFile } from '../images'
import { imageFile } from '../images'
import { requireSoundHeaps } from './heaps'
import { readPlain } from './plain'
import { readHyperSpy } from './hyperspy'
import { loadHdf5 } from './library'
import { readNcem } from './ncem'
import type { Hdf5Source } from './source'
import { readVelox } from './velox'

const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]

/** Each looks for its own layout and finds the images, or none. */
const layouts: ((source: Hdf5Source) => FoundImage[])[] = [readVelox, readHyperSpy, readNcem, readPlain]

export function isHdf5(bytes: Uint8Array): boolean {
  return signature.every((byte, index) => bytes[index] === byte)
}

/** EMD of Velox and of Berkeley (NCEM), HyperSpy's HSPY, and plain HDF5 with images in it. */
export async function openHdf5(bytes: Uint8Array, name: string): Promise<ImageFile> {
  requireSoundHeaps(bytes, name)
  const hdf5 = await loadHdf5()
  return hdf5.withFile(bytes, name, (root) => {
    for (const layout of layouts) {
      const found = layout({ hdf5, bytes, name, root })
      if (found.length > 0) return imageFile(name, found)
    }
    throw unsupported(name, 'HDF5 without an image', 'export the micrograph itself from it')
  })
}
