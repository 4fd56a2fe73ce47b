import { calibrationText } from '../io/calibration'
import { chooseFrames } from '../io/choose'
import type { FileImage } from '../io/images'
import { calibratedByHand } from '../io/images'
import { openFile } from '../io/read'
import type { LongCall } from '../progress'
import type { LatticeDescription } from '../session/detector'
import type { Opening } from '../session/opening'
import { latticeRows } from './info-lattice'
import { readBytes } from './input'
import { withDetector } from './with-detector'

/** What `lacuna info FILE --json` says of a file. */
export interface FileDescription {
  file: string
  images: ImageDescription[]
}

interface ImageDescription {
  title: string
  width: number
  height: number
  /** As the file gives it, and in Å; null where it does not. */
  calibration: FileImage['calibration']
  pixelSize: FileImage['pixelSize']
  metadata: FileImage['metadata']
  warnings: readonly string[]
  /** Of the main image, where it was asked for. */
  lattice?: LatticeDescription
}

/** What is to be found out of the lattice besides. */
export interface LatticeRequest extends LongCall {
  /** A name, or the text of a crystal. */
  crystal: string | null
}

/**
 * Lists the images of a file, or what `opening` chooses of them; no pixels are read but those of the main image, if its lattice
 * is asked for.
 */
export async function describeFile(
  path: string,
  opening: Opening,
  request: LatticeRequest | null,
): Promise<FileDescription> {
  const bytes = await readBytes(path)
  const file = await openFile(bytes, path)
  if (file.kind === 'images') {
    const { frames } = chooseFrames(path, file.images, opening)
    const lattice = request && (await latticeOf(bytes, path, opening, request))
    const listed = opening.image === null && opening.frames === null ? file.images : frames
    const images = listed.map((image) => {
      const { pixelSize } = opening
      const description = describeImage(pixelSize ? calibratedByHand(image, pixelSize) : image)
      return lattice && image === frames[0] ? { ...description, lattice } : description
    })
    return { file: path, images }
  }
  const { count, width, height } = file.stack
  const metadata = { format: 'NPY', patches: count }
  return {
    file: path,
    images: [
      { title: 'a stack of patches', width, height, calibration: null, pixelSize: null, metadata, warnings: [] },
    ],
  }
}

function latticeOf(
  bytes: Uint8Array,
  path: string,
  opening: Opening,
  request: LatticeRequest,
): Promise<LatticeDescription> {
  return withDetector(async (detector) => {
    await detector.open(bytes, path, opening)
    return detector.findLattice(request)
  })
}

function describeImage({
  title,
  width,
  height,
  calibration,
  pixelSize,
  metadata,
  warnings,
}: FileImage): ImageDescription {
  return { title, width, height, calibration, pixelSize, metadata, warnings }
}

/** The same for a person: a line for each fact, a block for each image. */
export function fileText({ file, images }: FileDescription): string {
  const count = images.length === 1 ? '1 image' : `${images.length} images`
  return [`${file}: ${count}`, ...images.flatMap(imageLines), ''].join('\n')
}

function imageLines(image: ImageDescription): string[] {
  const { title, width, height, calibration, pixelSize, metadata, warnings, lattice } = image
  const rows: [string, string][] = [
    ['size', `${width} × ${height} px`],
    ['pixel size', pixelSizeText(calibration, pixelSize)],
    ...Object.entries(metadata).map(([name, value]): [string, string] => [name, String(value)]),
    ...(lattice ? latticeRows(lattice) : []),
    ...warnings.map((warning): [string, string] => ['warning', warning]),
  ]
  const indent = Math.max(...rows.map(([name]) => name.length)) + 2
  return ['', `  ${title}`, ...rows.map(([name, value]) => `    ${name.padEnd(indent)}${value}`)]
}

function pixelSizeText(calibration: FileImage['calibration'], size: FileImage['pixelSize']): string {
  if (!calibration) return 'not known'
  const found = `${calibrationText(calibration)} in the file`
  if (!size) return `not known (${found})`
  const [x, y] = [size.x, size.y].map((value) => Number(value.toPrecision(6)))
  return `${x === y ? x : `${x} × ${y}`} Å (${found})`
}
