import { calibrationText } from '../io/calibration'
import type { LongCall } from '../progress'
import type { LatticeDescription } from '../session/detector'
import type { Opening } from '../session/opening'
import type { ListedImage } from '../session/reading/listing'
import type { Context } from './command'
import { latticeRows } from './info-lattice'
import { readBytes } from './input'
import { withDetector } from './with-detector'

/** What `lacuna info FILE --json` says of a file. */
export interface FileDescription {
  file: string
  images: ImageDescription[]
}

interface ImageDescription extends ListedImage {
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
  { reading, signal, clear }: Pick<Context, 'reading' | 'signal' | 'clear'>,
): Promise<FileDescription> {
  const bytes = await readBytes(path)
  const { images, main } = await reading.list(bytes, path, { ...opening, signal })
  if (main === null || !request) return { file: path, images }
  const lattice = await withDetector({ reading, clear }, async (detector) => {
    await detector.open(bytes, path, { ...opening, signal })
    return detector.findLattice(request)
  })
  return { file: path, images: images.map((image, index) => (index === main ? { ...image, lattice } : image)) }
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

function pixelSizeText(calibration: ListedImage['calibration'], size: ListedImage['pixelSize']): string {
  if (!calibration) return 'not known'
  const found = `${calibrationText(calibration)} in the file`
  if (!size) return `not known (${found})`
  const [x, y] = [size.x, size.y].map((value) => Number(value.toPrecision(6)))
  return `${x === y ? x : `${x} × ${y}`} Å (${found})`
}
