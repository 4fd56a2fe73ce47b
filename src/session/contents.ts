import { InputError } from '../errors'
import type { FileImage } from '../io/images'
import type { Micrograph } from '../io/micrograph'
import type { Shift } from '../stem/math/align'
import { quantile } from '../stem/math/quantile'

/** A picture of an image, small enough for a list: one byte a pixel, dark to bright. */
export interface Thumbnail {
  data: Uint8Array
  width: number
  height: number
}

/** An image of a file, or a series of them. */
export interface ImageEntry {
  /** Of the image, or of the series' first: what `image` of an opening calls it. */
  number: number
  title: string
  width: number
  height: number
  frames: number
  /** Whether the frames are of one scan, and are summed unless others are asked for. */
  oneScan: boolean
  /** Å per pixel as the file says. */
  pixelSize: Micrograph['pixelSize']
  /** Null where none was asked for, or where it would take long. */
  thumbnail: Thumbnail | null
}

/** What a file holds, and what was taken of it. */
export interface FileContents {
  images: readonly ImageEntry[]
  /** Index of the image that was taken, and which of its frames. */
  taken: { image: number; first: number; last: number }
  /** By which what is seen has moved in each frame that was taken since the first of them, px; null where one was taken. */
  drift: readonly Shift[] | null
}

/** What was taken of a file's images. */
export interface Taken {
  frames: readonly FileImage[]
  micrograph: Micrograph
  drift: readonly Shift[] | null
}

/** Along the longer edge of a thumbnail, px. */
const THUMBNAIL = 40
/** Pixels that are read for thumbnails: about a tenth of a second's. */
const CHEAP = 8 * 1024 * 1024
/** Parts of the pixels that are shown black and white. */
const BLACK = 0.01
const WHITE = 0.99

/** Lists a file's images, with thumbnails where they are wanted and cheap. */
export function contentsOf(
  images: readonly FileImage[],
  { frames, micrograph, drift }: Taken,
  thumbnails: boolean,
): FileContents {
  const seen = new Set<unknown>()
  const entries = images.flatMap((image, n) => {
    const whole = image.series ?? image
    if (seen.has(whole)) return []
    seen.add(whole)
    return [{ image, number: n + 1 }]
  })
  const isTaken = ({ image }: { image: FileImage }) =>
    image === frames[0] || (image.series !== null && image.series === frames[0].series)
  const taken = entries.findIndex(isTaken)
  const first = images.indexOf(frames[0]) - (entries[taken].number - 1) + 1
  let left = thumbnails && entries.length > 1 ? CHEAP : 0
  const small = (entry: (typeof entries)[number]) => {
    if (left === 0) return null
    if (isTaken(entry)) return thumbnailOf(micrograph)
    const { width, height } = entry.image
    if (width * height > left) return null
    left -= width * height
    return readable(entry.image)
  }
  return {
    images: entries.map((entry) => {
      const { title, width, height, series, pixelSize } = entry.image
      return {
        number: entry.number,
        title: series?.title || title,
        width,
        height,
        frames: series?.frames ?? 1,
        oneScan: series?.oneScan ?? false,
        pixelSize,
        thumbnail: small(entry),
      }
    }),
    taken: { image: taken, first, last: first + frames.length - 1 },
    drift,
  }
}

/** Null where the pixels are damaged: choosing that image says so. */
function readable(image: FileImage): Thumbnail | null {
  try {
    return thumbnailOf(image.read())
  } catch (error) {
    if (error instanceof InputError) return null
    throw error
  }
}

/** Means of equal parts, from the darkest to the brightest but for a few. */
export function thumbnailOf({ data, width, height }: Pick<Micrograph, 'data' | 'width' | 'height'>): Thumbnail {
  const step = Math.max(1, Math.max(width, height) / THUMBNAIL)
  const [columns, rows] = [width, height].map((extent) => Math.max(1, Math.floor(extent / step)))
  const edge = (n: number) => Math.floor(n * step)
  const means = Float32Array.from({ length: columns * rows }, (_, at) => {
    const [column, row] = [at % columns, Math.floor(at / columns)]
    let [sum, count] = [0, 0]
    for (let y = edge(row); y < Math.min(height, edge(row + 1)); y++) {
      for (let x = edge(column); x < Math.min(width, edge(column + 1)); x++) {
        sum += data[y * width + x]
        count++
      }
    }
    return sum / count
  })
  const sorted = means.slice().sort()
  const [black, white] = [quantile(sorted, BLACK), quantile(sorted, WHITE)]
  const grey = (mean: number) => (white > black ? (255 * (mean - black)) / (white - black) : 128)
  return {
    data: Uint8Array.from(means, (mean) => Math.min(255, Math.max(0, grey(mean)))),
    width: columns,
    height: rows,
  }
}
