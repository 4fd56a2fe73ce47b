import { unsupported } from './failures'
import type { FoundImage } from './images'

/** More than any series; the list of them would be what takes the memory. */
const maxPlanes = 65_536

/** The planes of a stack as images of their own, read one at a time; a stack of one is that image. */
export function planes(
  image: Omit<FoundImage, 'pixels'>,
  count: number,
  pixels: (plane: number) => Float32Array,
): FoundImage[] {
  if (count === 1) return [{ ...image, pixels: () => pixels(0) }]
  if (count > maxPlanes) throw unsupported(image.title ?? '', `a stack of ${count} images`, 'split it')
  return Array.from({ length: count }, (_, plane) => ({
    ...image,
    title: `${image.title ?? ''} [${plane + 1} of ${count}]`.trim(),
    metadata: { ...image.metadata, frame: plane + 1, frames: count },
    pixels: () => pixels(plane),
  }))
}
