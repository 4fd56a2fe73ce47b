import type { Calibration } from './calibration'
import { calibrationWarnings, pixelSizeOf } from './calibration'
import { requireFinite } from './check'
import { unsupported } from './failures'
import type { Metadata, Micrograph, PatchStack } from './micrograph'

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
  /** Takes memory for this image alone; throws an `InputError` where its data are damaged. */
  read(): Micrograph
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
  warnings?: readonly string[]
  /** Row-major, `height × width`. */
  pixels: () => Float32Array
}

/** The images of a file called `name`; one without any is refused. */
export function imageFile(name: string, found: readonly FoundImage[]): ImageFile {
  if (found.length === 0) throw unsupported(name, 'a file without an image', 'export the micrograph itself from it')
  return { kind: 'images', images: found.map((image) => fileImage(name, image)) }
}

function fileImage(name: string, { pixels, ...found }: FoundImage): FileImage {
  const { width, height, calibration, metadata } = found
  const pixelSize = pixelSizeOf(calibration)
  const warnings = [...calibrationWarnings(calibration), ...(found.warnings ?? [])]
  return {
    ...found,
    title: found.title?.trim() || name,
    pixelSize,
    warnings,
    read: () => {
      const data = pixels()
      requireFinite(name, data, width)
      return { data, width, height, pixelSize, name, metadata, warnings }
    },
  }
}

/** Without what is not known. */
export function metadataOf(entries: Record<string, string | number | boolean | null | undefined>): Metadata {
  const known = Object.entries(entries).filter(([, value]) => value !== null && value !== undefined && value !== '')
  return Object.fromEntries(known) as Metadata
}

/** Of several images the one that most likely shows the crystal: the dark-field detector's, or else the first. */
export function mainImage(images: readonly FileImage[]): FileImage {
  const darkField = images.find(({ title, metadata }) =>
    /HAADF|ADF/i.test(`${String(metadata.detector ?? '')} ${title}`),
  )
  return darkField ?? images[0]
}
