import { InputError } from '../../errors'
import type { Budget } from '../budget'
import { FALSE_COLOUR, indexedIntensities } from '../colour-table'
import { corrupt, decoding } from '../failures'
import { toGrey } from '../grey'
import type { FoundImage, ImageFile } from '../images'
import { imageFile, metadataOf } from '../images'
import { isOnItsSide, upright } from '../orientation'
import { inSeries } from '../planes'
import { readCalibration } from './calibration/read'
import { imageJField } from './calibration/imagej'
import { readAllSamples } from './chunk'
import { readDirectories } from './directory'
import type { TiffDirectory } from './directory'
import { readLayout } from './layout'
import type { TiffLayout } from './layout'

/** In tag 254: a smaller copy of another page, and a mask of one. */
const notTheImage = 1 | 4

/** TIFF 6.0, classic (42: 32-bit offsets) and BigTIFF (43). */
export function isTiff(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes
  const isMagic = (low: number, high: number) => (low === 42 || low === 43) && high === 0
  return (a === 0x49 && b === 0x49 && isMagic(c, d)) || (a === 0x4d && b === 0x4d && isMagic(d, c))
}

/** Every page but reduced copies of others. A page that cannot be read is left out, and the others say so. */
export function openTiff(bytes: Uint8Array, name: string, budget: Budget): ImageFile {
  return decoding(name, () => {
    const directories = readDirectories(bytes, name, budget)
    if (directories.length === 0) throw corrupt(name, 'it has no page')
    const whole = directories.filter((page) => !isReduced(page))
    const pages = whole.length > 0 ? whole : directories
    const failures: InputError[] = []
    const images = pages.flatMap((page, index) => {
      try {
        return describePage(page, directories[0], titleOf(name, index, pages.length), pages.length)
      } catch (cause) {
        if (!(cause instanceof InputError)) throw cause
        failures.push(cause)
        return []
      }
    })
    if (images.length === 0) throw failures[0]
    const remarks = failures.map(({ message }) => `a page cannot be read: ${message.replace(`${name}: `, '')}`)
    const told = images.map((image) => ({ ...image, remarks: [...(image.remarks ?? []), ...remarks.slice(0, 3)] }))
    return imageFile(name, isImageJSeries(directories[0], told) ? imageJSeries(directories[0], told) : told)
  })
}

/** Tag 254 of a copy or mask, or 2 in the older tag 255. */
function isReduced(page: TiffDirectory): boolean {
  try {
    return (page.number(254, 0) & notTheImage) !== 0 || page.number(255, 1) === 2
  } catch {
    return false
  }
}

function titleOf(name: string, index: number, count: number): string | undefined {
  return count > 1 ? `${name} [${index + 1} of ${count}]` : undefined
}

/** ImageJ says what its pages are; without channels they are the frames, or slices, of one stack. */
function isImageJSeries(first: TiffDirectory, images: readonly FoundImage[]): boolean {
  const count = (key: string) => Number(imageJField(first, key) ?? 1)
  const [{ width, height }] = images
  const alike = images.every((image) => image.width === width && image.height === height)
  return alike && count('channels') === 1 && count('frames') * count('slices') === images.length
}

/** Frames, which ImageJ has taken some seconds apart. */
function imageJSeries(first: TiffDirectory, images: readonly FoundImage[]): FoundImage[] {
  const interval = Number(imageJField(first, 'finterval'))
  const frameSeconds = interval > 0 ? interval : null
  const timed = images.map((image) => ({ ...image, metadata: metadataOf({ ...image.metadata, frameSeconds }) }))
  return inSeries(timed, { title: first.name })
}

/** One image, or where a pixel has samples of several detectors one for each. */
function describePage(
  page: TiffDirectory,
  first: TiffDirectory,
  title: string | undefined,
  pages: number,
): FoundImage[] {
  const layout = readLayout(page)
  const { width, height, kind, bits, photometric } = layout
  const orientation = page.number(274, 1)
  const colour = photometric === 'rgb' || photometric === 'ycbcr'
  const [across, down] = isOnItsSide(orientation) ? [height, width] : [width, height]
  const table = photometric === 'palette' ? colourTable(page, bits) : null
  const calibration = readCalibration(page, first)
  const image = {
    title,
    width: across,
    height: down,
    calibration: calibration && isOnItsSide(orientation) ? { x: calibration.y, y: calibration.x } : calibration,
    metadata: { format: 'TIFF', bits, samples: kind, pages, colour },
    remarks: table?.falseColour ? [FALSE_COLOUR] : [],
  }
  const pixels = (sample: number) => () =>
    decoding(page.name, () => {
      const data = toIntensity(layout, readAllSamples(page, layout), { sample, table: table?.values ?? null })
      return upright({ data, width, height }, orientation).data
    })
  const detectors = colour ? 1 : imageSamples(page, layout)
  if (detectors === 1) return [{ ...image, pixels: pixels(0) }]
  return Array.from({ length: detectors }, (_, sample) => ({
    ...image,
    title: `${title ?? page.name} [sample ${sample + 1} of ${detectors}]`,
    pixels: pixels(sample),
  }))
}

/** Samples of a pixel that are images, and not its opacity (tag 338: 1 or 2). */
function imageSamples(page: TiffDirectory, { channels }: TiffLayout): number {
  const extra = page.numbers(338) ?? []
  return Math.max(1, channels - extra.filter((kind) => kind === 1 || kind === 2).length)
}

interface Wanted {
  sample: number
  /** Intensities of a palette's indices. */
  table: Float32Array | null
}

function toIntensity(layout: TiffLayout, samples: Float32Array, { sample, table }: Wanted): Float32Array {
  const { channels, photometric, kind, bits } = layout
  if (photometric === 'rgb' || (photometric === 'ycbcr' && channels >= 3)) return toGrey(samples, channels)
  const one = channels === 1 ? samples : samples.filter((_, index) => index % channels === sample)
  if (table) return one.map((index) => table[index])
  if (photometric !== 'white-is-zero') return one
  const white = kind === 'uint' ? 2 ** bits - 1 : 0
  return one.map((value) => white - value)
}

/** Tag 320 holds all reds, then all greens, then all blues, in 16 bits. */
function colourTable(page: TiffDirectory, bits: number): ReturnType<typeof indexedIntensities> {
  const colours = page.numbers(320) ?? []
  const count = 2 ** bits
  if (colours.length !== 3 * count)
    throw corrupt(page.name, `its palette has ${colours.length / 3} of ${count} colours`)
  const rgb = Uint16Array.from({ length: 3 * count }, (_, at) => colours[(at % 3) * count + Math.floor(at / 3)])
  return indexedIntensities(rgb, count)
}
