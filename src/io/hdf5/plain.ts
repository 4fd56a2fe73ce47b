import type { FoundImage } from '../images'
import { metadataOf } from '../images'
import { imageDataset, rowMajorImages } from './dataset'
import type { Hdf5Source } from './source'
import { isDataset, walk } from './tree'

/** Smaller than this a table of numbers is no picture. */
const smallest = 16

/** HDF5 of no known layout: every dataset of two or three dimensions that could be a picture. */
export function readPlain(source: Hdf5Source): FoundImage[] {
  return [...walk(source.root)].flatMap(([path, entity]) => {
    const image = isDataset(entity) ? imageDataset(entity) : null
    if (!isDataset(entity) || !image || Math.min(...image.shape.slice(-2)) < smallest) return []
    const metadata = metadataOf({ format: 'HDF5', bits: image.itemBytes * 8, samples: image.kind })
    return rowMajorImages(source, entity, image, { title: path.slice(1), calibration: null, metadata })
  })
}
