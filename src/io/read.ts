import { InputError } from '../errors'
import { isDm, openDm } from './dm/read'
import { gunzip, isGzip } from './gzip'
import { isHdf5, openHdf5 } from './hdf5/read'
import type { ImageFile } from './images'
import { imageFile } from './images'
import { isJpeg, readJpeg } from './jpeg'
import type { Micrograph } from './micrograph'
import { isMrc, openMrc } from './mrc'
import { isNpy, openNpy } from './npy'
import { isPng, readPng } from './png'
import { isSer, openSer } from './ser'
import { isTiff, openTiff } from './tiff/read'
import { isZip, openZip } from './zip'

interface Format {
  extensions: RegExp
  recognises: (bytes: Uint8Array) => boolean
  open: (bytes: Uint8Array, name: string) => ImageFile | Promise<ImageFile>
}

/** In the order in which they are asked; MRC is last, since two bytes are all that it is known by. */
const formats: Record<string, Format> = {
  PNG: { extensions: /\.png$/i, recognises: isPng, open: single(readPng) },
  JPEG: { extensions: /\.jpe?g$/i, recognises: isJpeg, open: single(readJpeg) },
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
  // Any of them may be packed: `.mrc.gz`, `.npy.gz`.
  if (isGzip(bytes)) return openUnpacked(gunzip(bytes, name), name)
  return openUnpacked(bytes, name)
}

async function openUnpacked(bytes: Uint8Array, name: string): Promise<ImageFile> {
  const format = Object.values(formats).find(({ recognises }) => recognises(bytes))
  if (!format) throw unknownFormat(bytes, name)
  return await format.open(bytes, name)
}

/** Whether a folder's file is worth opening: its content decides in the end. */
export function isNamedLikeImage(name: string): boolean {
  const own = name.replace(/\.gz$/i, '')
  return Object.values(formats).some(({ extensions }) => extensions.test(own))
}

/** A format of one image, whose size is known when it is unpacked. */
function single(read: (bytes: Uint8Array, name: string) => Micrograph): (bytes: Uint8Array, name: string) => ImageFile {
  return (bytes, name) => {
    const { data, width, height, metadata, warnings = [] } = read(bytes, name)
    return imageFile(name, [{ width, height, calibration: null, metadata, remarks: warnings, pixels: () => data }])
  }
}

function unknownFormat(bytes: Uint8Array, name: string): InputError {
  if (bytes.length === 0) return new InputError('truncated', name, 'the file is empty; copy or export it again')
  const named = Object.keys(formats).find((format) => formats[format].extensions.test(name.replace(/\.gz$/i, '')))
  const cause = named ? `it is named like ${named} but does not begin like one; ` : ''
  return new InputError('unknown-format', name, `not an image Lacuna reads; ${cause}it reads ${FORMAT_NAMES}`)
}
