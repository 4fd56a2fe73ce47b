import { InputError } from '../errors'
import { requireFinite } from './check'
import { isJpeg, readJpeg } from './jpeg'
import type { Input, Micrograph } from './micrograph'
import { isNpy, readNpy } from './npy'
import { isPng, readPng } from './png'
import { isTiff, readTiff } from './tiff/read'

interface Format {
  extensions: RegExp
  recognises: (bytes: Uint8Array) => boolean
  read: (bytes: Uint8Array, name: string) => Input
}

const formats: Record<string, Format> = {
  PNG: { extensions: /\.png$/i, recognises: isPng, read: image(readPng) },
  JPEG: { extensions: /\.jpe?g$/i, recognises: isJpeg, read: image(readJpeg) },
  TIFF: { extensions: /\.tiff?$/i, recognises: isTiff, read: image(readTiff) },
  NPY: { extensions: /\.npy$/i, recognises: isNpy, read: readNpy },
}

/**
 * A file as a micrograph or a stack of patches, told apart by its content: its name only makes a refusal clearer. Rejects
 * with an `InputError` whatever the bytes are. A promise, since formats may come whose decoder is loaded when needed.
 */
export function readInput(bytes: Uint8Array, name: string): Promise<Input> {
  return new Promise((resolve) => resolve(readNow(bytes, name)))
}

function readNow(bytes: Uint8Array, name: string): Input {
  const format = Object.values(formats).find(({ recognises }) => recognises(bytes))
  if (!format) throw unknownFormat(bytes, name)
  const input = format.read(bytes, name)
  const { data, width } = input.kind === 'stack' ? input.stack : input.micrograph
  requireFinite(name, data, width)
  return input
}

function image(read: (bytes: Uint8Array, name: string) => Micrograph): Format['read'] {
  return (bytes, name) => ({ kind: 'micrograph', micrograph: read(bytes, name) })
}

function unknownFormat(bytes: Uint8Array, name: string): InputError {
  if (bytes.length === 0) return new InputError('truncated', name, 'the file is empty; copy or export it again')
  const named = Object.keys(formats).find((format) => formats[format].extensions.test(name))
  const cause = named ? `it is named like ${named} but does not begin like one; ` : ''
  return new InputError('unknown-format', name, `not an image Lacuna reads; ${cause}it reads PNG, JPEG, TIFF and NPY`)
}
