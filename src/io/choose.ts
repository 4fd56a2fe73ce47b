import { InputError } from '../errors'
import type { FileImage } from './images'
import type { Micrograph } from './micrograph'

/** Which frames of a series: all, or from one to another, counted from 1. */
export type Frames = 'all' | { first: number; last: number }

/** What is wanted of a file that holds several images. */
export interface Choice {
  /** The number of an image as `lacuna info` lists them, counted from 1, or its title or a part of that; null for the main image. */
  image: string | null
  /** Null for all frames of a scan, and for the first of any other series. */
  frames: Frames | null
}

/** How a file is opened: which of its images, which frames of a series, and a pixel size in place of the file's. */
export interface Opening extends Choice {
  /** Å along x and y, which the file does not say or says wrongly; null for the file's own. */
  pixelSize: Micrograph['pixelSize']
}

export interface Chosen {
  /** More than one are to be summed. */
  frames: readonly FileImage[]
  /** What was taken of how many, where that was not asked for. */
  remark: string | null
}

/** The frames that a choice means; throws an InputError where the file has no such image or frame. */
export function chooseFrames(name: string, images: readonly FileImage[], { image, frames }: Choice): Chosen {
  const picked = image === null ? mainImage(images) : imageNamed(name, images, image)
  const { series } = picked
  const isOneFrame = image !== null && /^\d+$/.test(image.trim())
  if (!series) {
    if (frames !== null && frames !== 'all' && (frames.first !== 1 || frames.last !== 1))
      throw new InputError('frames', name, `${picked.title} has one frame; leave --frames out`)
    return { frames: [picked], remark: image === null ? takenOf(images, picked.title) : null }
  }
  const all = images.filter((other) => other.series === series)
  if (frames === null && isOneFrame) return { frames: [picked], remark: null }
  if (frames === null) {
    const taken = series.oneScan ? `the sum of the ${all.length} frames of ${series.title || name}` : picked.title
    return { frames: series.oneScan ? all : [picked], remark: takenOf(images, taken) }
  }
  const { first, last } = frames === 'all' ? { first: 1, last: all.length } : frames
  if (last > all.length) throw new InputError('frames', name, `it has ${all.length} frames, and none numbered ${last}`)
  return { frames: all.slice(first - 1, last), remark: null }
}

function takenOf(images: readonly FileImage[], taken: string): string | null {
  return images.length === 1 ? null : `it holds ${images.length} images, of which ${taken} is taken`
}

function imageNamed(name: string, images: readonly FileImage[], wanted: string): FileImage {
  const text = wanted.trim().toLowerCase()
  const byNumber = /^\d+$/.test(text) ? images[Number(text) - 1] : undefined
  if (byNumber) return byNumber
  const titles = images.map(({ title, series }) => (series?.title ?? title).toLowerCase())
  const exact = titles.indexOf(text)
  const index = exact >= 0 ? exact : titles.findIndex((title) => title.includes(text))
  if (index >= 0 && text) return images[index]
  const known = [...new Set(images.map(({ title, series }) => series?.title || title))].slice(0, 8).join(', ')
  throw new InputError('no-such-image', name, `it holds no image ${wanted}; there are ${images.length}: ${known}`)
}

/**
 * Names of detectors and signals, the ones that show columns brightest first. What none of them matches stands between dark
 * field and what is known to be something else.
 */
const ranks: [pattern: RegExp, rank: number][] = [
  [/\b(map|spectrum|spectra|eds|eels|fft|diffraction|i?dpc|i?com)\b/i, -2],
  [/HAADF/i, 4],
  [/(?<![a-z])(LA|MA|HA)?ADF/i, 3],
  [/annular dark/i, 3],
  [/(?<![a-z])DF(?![a-z])|dark.?field/i, 2],
  [/(?<![a-z])A?BF(?![a-z])|bright.?field/i, -1],
]

/** A table of numbers, or a thumbnail: less than half of a patch, px. */
const tooSmall = 32

/**
 * Of several images the one that most likely shows the crystal: grey, of some size, a dark-field detector's, in lengths; or else
 * the first.
 */
export function mainImage(images: readonly FileImage[]): FileImage {
  const value = ({ title, width, height, metadata, calibration, pixelSize }: FileImage) => {
    const names = `${String(metadata.detector ?? '')} ${title}`
    const rank = ranks.find(([pattern]) => pattern.test(names))?.[1] ?? 0
    // A picture in colour is a screenshot with its scale bar, or a map; 1/nm are a diffraction pattern's.
    const small = Math.min(width, height) < tooSmall ? -20 : 0
    return (metadata.colour === true ? -100 : 0) + small + (calibration && !pixelSize ? -10 : 0) + rank
  }
  return images.reduce((best, image) => (value(image) > value(best) ? image : best))
}
