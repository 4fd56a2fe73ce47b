import { calibrationText } from '../io/calibration'
import type { FileImage } from '../io/images'
import { mainImage } from '../io/images'
import { openFile } from '../io/read'
import type { LongCall } from '../progress'
import type { LatticeDescription } from '../session/detector'
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

/** Lists the images of a file; no pixels are read but those of the main image, if its lattice is asked for. */
export async function describeFile(path: string, request: LatticeRequest | null): Promise<FileDescription> {
  const bytes = await readBytes(path)
  const file = await openFile(bytes, path)
  if (file.kind === 'images') {
    const main = mainImage(file.images)
    const lattice =
      request &&
      (await withDetector(async (detector) => {
        await detector.open(bytes, path)
        return detector.findLattice(request)
      }))
    const images = file.images.map((image) => {
      return image === main && lattice ? { ...describeImage(image), lattice } : describeImage(image)
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
