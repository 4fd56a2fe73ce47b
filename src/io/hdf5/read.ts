import type { Budget } from '../budget'
import { unsupported } from '../failures'
import type { FoundImage, ImageFile } from '../images'
import { imageFile } from '../images'
import { requireSoundHeaps } from './heaps'
import { readPlain } from './plain'
import { readHyperSpy } from './hyperspy'
import { loadHdf5 } from './library'
import { readNcem } from './ncem'
import { readNion } from './nion'
import type { Hdf5Source } from './source'
import { readVelox } from './velox'

const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]

/** A block for the user's own purposes may stand before: MATLAB's has 512 bytes. */
const userBlocks = [0, 512, 1024, 2048, 4096, 8192]

/** h5py's filter, by the name that its message in the file holds. */
const lzf = Uint8Array.of(0x6c, 0x7a, 0x66, 0)

/** Each looks for its own layout and finds the images, or none. */
const layouts: ((source: Hdf5Source) => FoundImage[])[] = [readVelox, readHyperSpy, readNcem, readNion, readPlain]

export function isHdf5(bytes: Uint8Array): boolean {
  return startOf(bytes) !== undefined
}

function startOf(bytes: Uint8Array): number | undefined {
  return userBlocks.find((start) => signature.every((byte, index) => bytes[start + index] === byte))
}

/** EMD of Velox and of Berkeley (NCEM), HyperSpy's HSPY, Nion Swift's, and plain HDF5 with images in it. */
export async function openHdf5(whole: Uint8Array, name: string, budget: Budget): Promise<ImageFile> {
  const bytes = whole.subarray(startOf(whole) ?? 0)
  requireSoundHeaps(bytes, name, budget)
  const hdf5 = await loadHdf5()
  if (indexOf(bytes, lzf) >= 0) hdf5.addLzf()
  return hdf5.withFile(bytes, name, (root) => {
    for (const layout of layouts) {
      const found = layout({ hdf5, bytes, name, root, budget })
      if (found.length > 0) return imageFile(name, found)
    }
    throw unsupported(name, 'HDF5 without an image', 'export the micrograph itself from it')
  })
}

function indexOf(bytes: Uint8Array, part: Uint8Array): number {
  let at = bytes.indexOf(part[0])
  while (at >= 0 && !part.every((byte, index) => bytes[at + index] === byte)) at = bytes.indexOf(part[0], at + 1)
  return at
}
