import type { FoundImage } from '../images'
import { metadataOf } from '../images'
import { nionProperties } from '../nion'
import { imageDataset, rowMajorImages } from './dataset'
import type { Hdf5Source } from './source'
import { isDataset, textAttribute, walk } from './tree'

/** Nion Swift's library: datasets whose attribute `properties` is JSON. */
export function readNion(source: Hdf5Source): FoundImage[] {
  return [...walk(source.root)].flatMap(([path, entity]) => {
    const image = isDataset(entity) ? imageDataset(entity) : null
    if (!isDataset(entity) || !image) return []
    const properties = nionProperties(textAttribute(entity, 'properties') ?? '')
    if (!properties) return []
    const { title = path.slice(1), calibration, metadata } = properties
    const sampling = metadataOf({ format: 'HDF5 (Nion)', bits: image.itemBytes * 8, samples: image.kind })
    return rowMajorImages(source, entity, image, { title, calibration, metadata: { ...sampling, ...metadata } })
  })
}
