import { InputError } from '../errors'
import { writeNpy } from '../io/npy'
import { type Unit, UNITS } from './units'

/** What a page says of pixels that it hands over. */
export interface PixelsAbout {
  /** By which messages and files call them. */
  name?: string
  /** Length of a pixel; null where it is not known. */
  pixelSize?: number | { x: number; y: number } | null
  unit?: Unit
}

/**
 * Pixels as a file, which is opened like any other, and the length of a pixel in Å. Throws an InputError where they do not fill the
 * picture.
 */
export function pixelsFile(
  pixels: ArrayLike<number>,
  { width, height }: { width: number; height: number },
  { name = 'pixels', pixelSize = null, unit = 'Å' }: PixelsAbout,
): { file: File; pixelSize: { x: number; y: number } | null } {
  const isPicture = [width, height].every((side) => Number.isInteger(side) && side > 0)
  if (!isPicture || pixels.length !== width * height) {
    const cause = `${pixels.length} intensities do not fill ${width} × ${height} px; give them row by row`
    throw new InputError('bad-pixels', name, cause)
  }
  const bytes = writeNpy(Float32Array.from(pixels), [height, width])
  const size = typeof pixelSize === 'number' ? { x: pixelSize, y: pixelSize } : pixelSize
  return {
    file: new File([bytes as Uint8Array<ArrayBuffer>], name.endsWith('.npy') ? name : `${name}.npy`),
    pixelSize: size && { x: size.x * UNITS[unit], y: size.y * UNITS[unit] },
  }
}
