import { unsupported } from './failures'
import type { FoundImage } from './images'

/** More than any series; the list of them would be what takes the memory. */
const maxPlanes = 65_536

/** The planes of a stack as images of their own, read one at a time; a stack of one is that image. */
export function planes(
  image: Omit<FoundImage, 'pixels' | 'series'>,
  count: number,
  pixels: (plane: number) => Float32Array,
  { oneScan = false } = {},
): FoundImage[] {
  if (count === 1) return [{ ...image, pixels: () => pixels(0) }]
  if (count > maxPlanes) throw unsupported('', `a stack of ${count} images`, 'split it')
  return inSeries(
    Array.from({ length: count }, (_, plane) => ({ ...image, pixels: () => pixels(plane) })),
    { title: image.title ?? '', oneScan },
  )
}

/** Images of one size as the frames of a series, called by their places in it. */
export function inSeries(
  images: readonly FoundImage[],
  { title, oneScan = false }: { title: string; oneScan?: boolean },
): FoundImage[] {
  if (images.length < 2) return [...images]
  const series = { title, frames: images.length, oneScan }
  return images.map((image, index) => ({
    ...image,
    title: `${title} [${index + 1} of ${images.length}]`.trim(),
    metadata: { ...image.metadata, frame: index + 1, frames: images.length },
    series,
  }))
}
