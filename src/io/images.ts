import type { Calibration } from './calibration'
import { calibrationText, calibrationWarnings, pixelSizeOf } from './calibration'
import { requireFinite } from './check'
import { unsupported } from './failures'
import { plainText } from './plain-text'
import type { Metadata, Micrograph, PatchStack } from './micrograph'

/** Frames of one size that a file holds one after the other. The frames share this object. */
interface Series {
  title: string
  frames: number
  /**
   * Frames of one scan, of which the software that wrote them shows the sum. Where this is false the frames may be steps of
   * anything, of focus or of tilt.
   */
  oneScan: boolean
}

/** One image of a file: all that is said of it, and its pixels when they are asked for. */
export interface FileImage {
  /** What the file calls it, or the file's own name. */
  title: string
  width: number
  height: number
  /** As the file gives it, in its own unit. */
  calibration: Calibration | null
  /** Å. */
  pixelSize: Micrograph['pixelSize']
  metadata: Metadata
  warnings: readonly string[]
  /** Those of the warnings that are not of the calibration. */
  remarks: readonly string[]
  /** What this is a frame of, if of anything. */
  series: Series | null
  /** Takes memory for this image alone; throws an `InputError` where its data are damaged. `withGaps`: NaN is none of that. */
  read(withGaps?: boolean): Micrograph
}

/** A file that has been opened: its images, or the one stack of patches that it is. */
export type ImageFile = { kind: 'images'; images: readonly FileImage[] } | { kind: 'stack'; stack: PatchStack }

/** What a format's reader finds out about an image before it reads the pixels. */
export interface FoundImage {
  title?: string | undefined
  width: number
  height: number
  calibration: Calibration | null
  metadata: Metadata
  remarks?: readonly string[]
  series?: Series
  /** Row-major, `height × width`. */
  pixels: () => Float32Array
}

/** The images of a file called `name`; one without any is refused. */
export function imageFile(name: string, found: readonly FoundImage[]): ImageFile {
  if (found.length === 0) throw unsupported(name, 'a file without an image', 'export the micrograph itself from it')
  return { kind: 'images', images: found.map((image) => fileImage(name, image)) }
}

function fileImage(name: string, { pixels, ...found }: FoundImage): FileImage {
  const { width, height, metadata, series = null, remarks = [] } = found
  const calibration = plainUnits(found.calibration)
  const pixelSize = pixelSizeOf(calibration)
  const warnings = [...calibrationWarnings(calibration), ...remarks]
  return {
    ...found,
    title: plainText(found.title ?? '').trim() || name,
    calibration,
    pixelSize,
    warnings,
    remarks,
    series,
    read: (withGaps) => {
      const data = pixels()
      requireFinite(name, data, width, withGaps)
      return { data, width, height, pixelSize, name, metadata, warnings }
    },
  }
}

/** The image with a pixel size (Å) that a person gives, in place of the file's. */
export function calibratedByHand(image: FileImage, size: NonNullable<Micrograph['pixelSize']>): FileImage {
  const calibration = { x: { value: size.x, unit: 'Å' }, y: { value: size.y, unit: 'Å' } }
  const before = image.calibration ? `; the file says ${calibrationText(image.calibration)}` : ''
  const said = `the pixel size, ${calibrationText(calibration)}, was given by hand${before}`
  const pixelSize = pixelSizeOf(calibration)
  const warnings = [...calibrationWarnings(calibration), said, ...image.remarks]
  return {
    ...image,
    calibration,
    pixelSize,
    warnings,
    read: (withGaps) => ({ ...image.read(withGaps), pixelSize, warnings }),
  }
}

/** Without what is not known, texts as one line each. */
export function metadataOf(entries: Record<string, string | number | boolean | null | undefined>): Metadata {
  const known = Object.entries(entries)
    .map(([key, value]) => [key, typeof value === 'string' ? plainText(value) : value] as const)
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
  return Object.fromEntries(known) as Metadata
}

function plainUnits(calibration: Calibration | null): Calibration | null {
  if (!calibration) return null
  const [x, y] = [calibration.x, calibration.y].map(({ value, unit }) => ({ value, unit: plainText(unit) }))
  return { x, y }
}
