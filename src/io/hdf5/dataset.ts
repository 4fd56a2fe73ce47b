import { InputError } from '../../errors'
import { requireReadableSize } from '../check'
import { corrupt, unsupported } from '../failures'
import type { SampleKind } from '../samples'
import { isSampleType, readSamples } from '../samples'
import { planes } from '../planes'
import type { FoundImage } from '../images'
import type { Hdf5Source } from './source'
import { datasetIn } from './tree'
import type { Dataset } from 'h5wasm'

/** Bytes that are unpacked at a time, unless one chunk of the file is larger. */
const blockBytes = 8 * 1024 * 1024

/** Deflate makes at most 1032 bytes of one, and nothing packs better. */
const maxRatio = 1032

/** Filters that the library has: deflate, shuffle, Fletcher's sum, n-bit, scale-offset; and LZF, which it is given. */
const filters = new Set([1, 2, 3, 5, 6, 32000])

export interface ImageDataset {
  path: string
  shape: number[]
  kind: SampleKind
  itemBytes: number
  chunks: number[] | null
}

/** What a dataset of real numbers of two dimensions or more holds; null for any other. */
export function imageDataset(dataset: Dataset): ImageDataset | null {
  const { type, size, signed, shape, chunks } = dataset.metadata
  const kind = type === 1 ? 'float' : type === 0 ? (signed ? 'int' : 'uint') : null
  if (!kind || !isSampleType(kind, size) || !shape || shape.length < 2) return null
  return { path: dataset.path, shape: shape.map(Number), kind, itemBytes: size, chunks: chunks?.map(Number) ?? null }
}

/** Refuses what cannot be unpacked or cannot be there, before memory is taken. */
export function requireReadableDataset(
  name: string,
  dataset: Dataset,
  plane: readonly number[],
  fileBytes: number,
): void {
  requireReadableSize(name, ...plane)
  const foreign = dataset.filters.find(({ id }) => !filters.has(id))
  if (foreign) throw unsupported(name, `HDF5 packed by ${foreign.name || `filter ${foreign.id}`}`, 'save it with gzip')
  const bytes = plane.reduce((product, size) => product * size, dataset.metadata.size)
  if (bytes > fileBytes * maxRatio) throw corrupt(name, `${fileBytes} bytes cannot hold ${plane.join(' × ')} pixels`)
  const chunk = (dataset.metadata.chunks ?? []).reduce((product, size) => product * Number(size), dataset.metadata.size)
  if (chunk > 4 * 2 ** 27)
    throw new InputError('too-large', name, 'its data come in too large chunks; save it with smaller ones')
}

/** A dataset `[height, width]` or `[count, height, width]` as its images; one of more dimensions has none. */
export function rowMajorImages(
  source: Hdf5Source,
  dataset: Dataset,
  image: ImageDataset,
  found: Pick<FoundImage, 'title' | 'calibration' | 'metadata'>,
): FoundImage[] {
  const axes = image.shape.length
  if (axes > 3) return []
  const [row, column] = [axes - 2, axes - 1]
  const [height, width] = [image.shape[row], image.shape[column]]
  requireReadableDataset(source.name, dataset, [height, width], source.bytes.length)
  const count = axes === 3 ? image.shape[0] : 1
  return planes({ ...found, width, height }, count, (plane) =>
    readPlane(source, image, { row, column, at: axes === 3 ? [plane, 0, 0] : [0, 0] }),
  )
}

/** Which index of the dataset is a row, which a column, and the place along the others. */
export interface Plane {
  row: number
  column: number
  /** For every axis; what stands at `row` and `column` does not matter. */
  at: readonly number[]
}

/** One plane as float32, row-major, unpacked in blocks of whole chunks so that nothing is in memory twice. */
export function readPlane({ hdf5, bytes, name, budget }: Hdf5Source, image: ImageDataset, plane: Plane): Float32Array {
  const { shape, kind, itemBytes, chunks } = image
  const [height, width] = [shape[plane.row], shape[plane.column]]
  // The plane, and in the library a chunk packed and unpacked and the block of which it is a part.
  const chunkBytes = (chunks ?? []).reduce((product, size) => product * size, itemBytes)
  budget.hold(4 * width * height + 3 * Math.max(chunkBytes, blockBytes))
  return hdf5.withFile(bytes, name, (root) => {
    const dataset = datasetIn(root, image.path)
    if (!dataset) throw corrupt(name, `${image.path} is not there`)
    const data = new Float32Array(width * height)
    const chunkRows = chunks?.[plane.row] ?? 1
    const rows = Math.max(chunkRows, Math.floor(blockBytes / (width * itemBytes * chunkRows)) * chunkRows)
    for (let top = 0; top < height; top += rows) {
      const blockHeight = Math.min(rows, height - top)
      const count = shape.map((_, axis) => (axis === plane.row ? blockHeight : axis === plane.column ? width : 1))
      const offset = plane.at.map((at, axis) => (axis === plane.row ? top : axis === plane.column ? 0 : at))
      const handle = { file_id: dataset.file_id, path: dataset.path, itemBytes }
      hdf5.withPart(handle, count, offset, (part) => {
        const samples = readSamples(part, kind, itemBytes, true)
        if (plane.row < plane.column) data.set(samples, top * width)
        else transposeInto(data.subarray(top * width, (top + blockHeight) * width), samples, width)
      })
    }
    return data
  })
}

/** Samples `[column, row]` into the rows `[row, column]` of a picture. */
function transposeInto(rows: Float32Array, samples: Float32Array, width: number): void {
  const height = rows.length / width
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) rows[y * width + x] = samples[x * height + y]
  }
}
