import { chooseFrames } from '../../io/choose'
import type { FileImage } from '../../io/images'
import { calibratedByHand } from '../../io/images'
import { openFile } from '../../io/read'
import type { Opening } from '../opening'

/** All that is said of an image, without its pixels. */
export type ListedImage = Pick<
  FileImage,
  'title' | 'width' | 'height' | 'calibration' | 'pixelSize' | 'metadata' | 'warnings'
>

export interface Listing {
  /** Those of the file, or the ones that the opening chooses. */
  images: ListedImage[]
  /** Which of them is taken, if they are images and no stack of patches. */
  main: number | null
}

/** The images of a file; no pixels are read, where the format allows it. */
export async function listImages(bytes: Uint8Array, name: string, opening: Opening): Promise<Listing> {
  const file = await openFile(bytes, name)
  if (file.kind === 'stack') {
    const { count, width, height } = file.stack
    const metadata = { format: 'NPY', patches: count }
    const stack = { title: 'a stack of patches', width, height, metadata }
    return { images: [{ ...stack, calibration: null, pixelSize: null, warnings: [] }], main: null }
  }
  const { frames } = chooseFrames(name, file.images, opening)
  const chosen = opening.image === null && opening.frames === null ? file.images : frames
  const { pixelSize } = opening
  const images = chosen.map((image) => listed(pixelSize ? calibratedByHand(image, pixelSize) : image))
  return { images, main: chosen.indexOf(frames[0]) }
}

function listed({ title, width, height, calibration, pixelSize, metadata, warnings }: FileImage): ListedImage {
  return { title, width, height, calibration, pixelSize, metadata, warnings }
}
