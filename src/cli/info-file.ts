import { calibrationText } from '../io/calibration'
import type { FileImage } from '../io/images'
import { openFile } from '../io/read'
import { readBytes } from './input'

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
}

/** Lists the images of a file; their pixels are not read. */
export async function describeFile(path: string): Promise<FileDescription> {
  const file = await openFile(await readBytes(path), path)
  if (file.kind === 'images') return { file: path, images: file.images.map(describeImage) }
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

function imageLines({ title, width, height, calibration, pixelSize, metadata, warnings }: ImageDescription): string[] {
  const rows: [string, string][] = [
    ['size', `${width} × ${height} px`],
    ['pixel size', pixelSizeText(calibration, pixelSize)],
    ...Object.entries(metadata).map(([name, value]): [string, string] => [name, String(value)]),
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
