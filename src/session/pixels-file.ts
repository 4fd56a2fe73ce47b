import { InputError } from '../errors'
import { writeNpy } from '../io/npy'

/** What a page says of pixels that it hands over. */
export interface PixelsAbout {
  /** By which messages and files call them. */
  name?: string
  /** Length of a pixel; null where it is not known. */
  pixelSize?: number | { x: number; y: number } | null
  unit?: 'Å' | 'nm' | 'pm'
}

const ANGSTROM = { Å: 1, nm: 10, pm: 0.01 } as const

/** Pixels as a file, which is opened as any other, and the length of a pixel in Å. */
export function pixelsFile(
  pixels: ArrayLike<number>,
  { width, height }: { width: number; height: number },
  { name = 'pixels', pixelSize = null, unit = 'Å' }: PixelsAbout,
): { file: File; pixelSize: { x: number; y: number } | null } {
  if (!(
    Number.isInteger(width) &&
    Number.isInteger(height) &&
    width > 0 &&
    height > 0 &&
    pixels.length === width * height
  )) {
    const cause = `${pixels.length} intensities do not fill ${width} × ${height} px; give them row by row`
    throw new InputError('bad-pixels', name, cause)
  }
  const bytes = writeNpy(Float32Array.from(pixels), [height, width])
  const size = typeof pixelSize === 'number' ? { x: pixelSize, y: pixelSize } : pixelSize
  return {
    file: new File([bytes as Uint8Array<ArrayBuffer>], name.endsWith('.npy') ? name : `${name}.npy`),
    pixelSize: size && { x: size.x * ANGSTROM[unit], y: size.y * ANGSTROM[unit] },
  }
}
