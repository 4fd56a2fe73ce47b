import { InputError } from '../errors'
import { Budget } from './budget'
import { explained } from './failures'
import { isDm, openDm } from './dm/read'
import { gunzip, isGzip } from './gzip'
import { isHdf5, openHdf5 } from './hdf5/read'
import type { ImageFile } from './images'
import { isJpeg, openJpeg } from './jpeg'
import { isMrc, openMrc } from './mrc'
import { isNpy, openNpy } from './npy'
import { isPng, openPng } from './png'
import { isSer, openSer } from './ser'
import { isTiff, openTiff } from './tiff/read'
import { isZip, openZip } from './zip'

interface Format {
  extensions: RegExp
  recognises: (bytes: Uint8Array) => boolean
  open: (bytes: Uint8Array, name: string, budget: Budget) => ImageFile | Promise<ImageFile>
}

/** In the order in which they are asked; MRC is last, since two bytes are all that it is known by. */
const formats: Record<string, Format> = {
  PNG: { extensions: /\.png$/i, recognises: isPng, open: openPng },
  JPEG: { extensions: /\.jpe?g$/i, recognises: isJpeg, open: openJpeg },
  TIFF: { extensions: /\.tiff?$/i, recognises: isTiff, open: openTiff },
  NPY: { extensions: /\.npy$/i, recognises: isNpy, open: openNpy },
  'NPZ/NDATA': { extensions: /\.(npz|ndata)$/i, recognises: isZip, open: openZip },
  DM: { extensions: /\.dm[34]$/i, recognises: isDm, open: openDm },
  SER: { extensions: /\.ser$/i, recognises: isSer, open: openSer },
  'EMD/HSPY': { extensions: /\.(emd|hspy|h5|hdf5|nxs|ndata1)$/i, recognises: isHdf5, open: openHdf5 },
  MRC: { extensions: /\.(mrc|mrcs|map|st|ali)$/i, recognises: isMrc, open: openMrc },
}

/** All of them, for a person. */
export const FORMAT_NAMES = Object.keys(formats)
  .join(', ')
  .replace(/, ([^,]*)$/, ' and $1')

/**
 * Opens a file, told apart by its content: its name only makes a refusal clearer. Lists its images without reading their
 * pixels, where the format allows it. Rejects with an `InputError` whatever the bytes are. The images keep the bytes.
 */
export async function openFile(bytes: Uint8Array, name: string): Promise<ImageFile> {
  const budget = new Budget(name, bytes.length)
  try {
    // Any of them may be packed: `.mrc.gz`, `.npy.gz`.
    return await (isGzip(bytes) ? openUnpacked(...gunzip(bytes, name, budget)) : openUnpacked(bytes, budget))
  } catch (cause) {
    throw explained(name, cause)
  }

  async function openUnpacked(unpacked: Uint8Array, budget: Budget): Promise<ImageFile> {
    const format = Object.values(formats).find(({ recognises }) => recognises(unpacked))
    if (!format) throw unknownFormat(unpacked, name)
    return charged(await format.open(unpacked, name, budget), name, budget)
  }
}

/** The same file, the reading of whose images counts in its budget: a file may list the same pixels any number of times. */
function charged(file: ImageFile, name: string, budget: Budget): ImageFile {
  if (file.kind === 'stack') return file
  const images = file.images.map((image) => ({
    ...image,
    read: (withGaps?: boolean) => {
      budget.unpack(4 * image.width * image.height)
      try {
        return image.read(withGaps)
      } catch (cause) {
        throw explained(name, cause)
      }
    },
  }))
  return { kind: 'images', images }
}

/** Whether a folder's file is worth opening: its content decides in the end. */
export function isNamedLikeImage(name: string): boolean {
  const own = name.replace(/\.gz$/i, '')
  return Object.values(formats).some(({ extensions }) => extensions.test(own))
}

function unknownFormat(bytes: Uint8Array, name: string): InputError {
  if (bytes.length === 0) return new InputError('truncated', name, 'the file is empty; copy or export it again')
  const named = Object.keys(formats).find((format) => formats[format].extensions.test(name.replace(/\.gz$/i, '')))
  const cause = named ? `it is named like ${named} but does not begin like one; ` : ''
  return new InputError('unknown-format', name, `not an image Lacuna reads; ${cause}it reads ${FORMAT_NAMES}`)
}
