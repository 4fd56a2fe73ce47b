import { InputError } from '../errors'
import { writeNpy } from '../io/npy'
import { PIXEL } from './opening'
import { type Unit, UNITS } from './units'

/** What a page says of pixels that it hands over. */
export interface PixelsAbout {
  /** By which messages and files call them. */
  name?: string
  /** Length of a pixel; null where it is not known. */
  pixelSize?: number | { x: number; y: number } | null
  unit?: Unit
}

/** Intensities row by row: an array of numbers, or a typed array of any kind. */
export type Pixels = ArrayLike<number> | ArrayLike<bigint>

/**
 * Pixels as a file, which is opened like any other, and the length of a pixel in Å. Throws an InputError where they do not fill the
 * picture, or where no micrograph has pixels of that length.
 */
export function pixelsFile(
  pixels: Pixels,
  { width, height }: { width: number; height: number },
  about: PixelsAbout,
): { file: File; pixelSize: { x: number; y: number } | null } {
  const { name = 'pixels' } = about
  const isPicture = [width, height].every((side) => Number.isInteger(side) && side > 0)
  if (!isPicture || pixels?.length !== width * height) {
    const cause = `${pixels?.length ?? 'no'} intensities do not fill ${width} × ${height} px; give them row by row`
    throw new InputError('bad-pixels', name, cause)
  }
  const bytes = writeNpy(floats(pixels), [height, width])
  return {
    file: new File([bytes as Uint8Array<ArrayBuffer>], name.endsWith('.npy') ? name : `${name}.npy`),
    pixelSize: inAngstrom(about, name),
  }
}

/** What is no real number is refused when the file is read, by its place. */
function floats(pixels: Pixels): Float32Array {
  // Integers of 64 bits are the only ones that need a word.
  if (typeof pixels[0] === 'bigint') return Float32Array.from(pixels as ArrayLike<bigint>, Number)
  return new Float32Array(pixels as ArrayLike<number>)
}

function inAngstrom({ pixelSize = null, unit = 'Å' }: PixelsAbout, name: string): { x: number; y: number } | null {
  if (pixelSize === null) return null
  if (!Object.hasOwn(UNITS, unit)) {
    const known = Object.keys(UNITS).join(', ')
    throw new InputError('bad-pixel-size', name, `unit ${unit}: give one of ${known}`)
  }
  const { x, y } = typeof pixelSize === 'number' ? { x: pixelSize, y: pixelSize } : pixelSize
  const size = { x: x * UNITS[unit], y: y * UNITS[unit] }
  if ([size.x, size.y].every((side) => side >= PIXEL.least && side <= PIXEL.most)) return size
  throw new InputError(
    'bad-pixel-size',
    name,
    `pixelSize ${x}, ${y} ${unit}: give the length of a pixel, such as 0.2 Å`,
  )
}
