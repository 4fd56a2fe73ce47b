import { unzipSync } from 'fflate'
import { InputError } from '../errors'
import type { Budget } from './budget'
import { maxPixels } from './check'
import { corrupt, decoding, unsupported } from './failures'
import type { FoundImage, ImageFile } from './images'
import { imageFile } from './images'
import { nionProperties } from './nion'
import { npyImages } from './npy'
import { damagedFile } from './zip-sums'

/** Deflate makes at most 1032 bytes of one. */
const ratio = 1032
/** Of everything that is unpacked: the largest image in float32. */
const maxBytes = 4 * maxPixels
/** A description longer than this is none. */
const maxTextBytes = 4 * 1024 * 1024

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4
}

/** Archives of NPY files: NumPy's `.npz`, each array an image of its name, and Nion Swift's `.ndata`, with its JSON. */
export function openZip(bytes: Uint8Array, name: string, budget: Budget): ImageFile {
  return decoding(name, () => {
    const files = unpacked(bytes, name, budget)
    const arrays = Object.keys(files).filter((file) => file.endsWith('.npy'))
    if (arrays.length === 0) throw unsupported(name, 'an archive without an NPY file', 'unpack it and open its files')
    const json = files['metadata.json']
    const properties = json ? nionProperties(new TextDecoder().decode(json)) : null
    const failures: InputError[] = []
    const images = arrays.flatMap((file): FoundImage[] => {
      const title = file.replace(/\.npy$/, '')
      const about = properties ? { ...properties, title: properties.title ?? title } : { title }
      try {
        return npyImages(files[file], name, about, budget)
      } catch (cause) {
        if (!(cause instanceof InputError)) throw cause
        failures.push(cause)
        return []
      }
    })
    if (images.length === 0) throw failures[0]
    const remarks = failures
      .slice(0, 3)
      .map(({ message }) => `an array cannot be read: ${message.replace(`${name}: `, '')}`)
    return imageFile(
      name,
      images.map((image) => ({ ...image, remarks })),
    )
  })
}

/** The arrays and the description, as long as they are together no larger than the bounds. */
function unpacked(bytes: Uint8Array, name: string, budget: Budget): Record<string, Uint8Array> {
  let total = 0
  const files = unzipSync(bytes, {
    filter: ({ name: file, size, originalSize }) => {
      const isText = file === 'metadata.json' && originalSize <= maxTextBytes
      if (!isText && !file.endsWith('.npy')) return false
      total += originalSize
      if (total > maxBytes)
        throw new InputError('too-large', name, `it unpacks to more than ${maxBytes} bytes; split it`)
      // Each array as it is and as the floats that it becomes, all of them at once.
      budget.hold(5 * total)
      budget.unpack(originalSize)
      if (originalSize > size * ratio + 1) throw corrupt(name, `${size} packed bytes cannot hold ${originalSize}`)
      return true
    },
  })
  const damaged = damagedFile(bytes, files)
  if (damaged !== null) throw corrupt(name, `the checksum of ${damaged} in it is another`)
  return files
}
