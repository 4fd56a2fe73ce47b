import type { AxisCalibration } from '../calibration'
import type { FoundImage } from '../images'
import { metadataOf } from '../images'
import { imageDataset, rowMajorImages } from './dataset'
import type { ImageDataset } from './dataset'
import type { Hdf5Source } from './source'
import { attribute, datasetIn, groupIn, isGroup, numberAttribute, textAttribute, walk } from './tree'
import type { Dataset, Group } from 'h5wasm'

/** How much of an axis is read: its first step is what counts. */
const axisSamples = 2

/**
 * Berkeley's EMD, https://emdatasets.com/format: a group with the attribute `emd_group_type` 1 holds `data`, and for each
 * of its axes `dim1` … the coordinates along it, with a name and units such as `[n_m]`.
 */
export function readNcem(source: Hdf5Source): FoundImage[] {
  return [...walk(source.root)].flatMap(([path, entity]) =>
    isGroup(entity) && attribute(entity, 'emd_group_type') === 1 ? readGroup(source, path, entity) : [],
  )
}

function readGroup(source: Hdf5Source, path: string, group: Group): FoundImage[] {
  const dataset = datasetIn(group, 'data')
  const image = dataset && imageDataset(dataset)
  if (!dataset || !image) return []
  const last = image.shape.length
  const [y, x] = [last - 1, last].map((axis) => readAxis(source.hdf5, datasetIn(group, `dim${axis}`)))
  return rowMajorImages(source, dataset, image, {
    title: path.split('/').at(-1),
    calibration: x.unit || y.unit ? { x, y } : null,
    metadata: metadataFrom(source.root, image),
  })
}

/** The step between the first two coordinates. */
function readAxis(hdf5: Hdf5Source['hdf5'], dim: Dataset | null): AxisCalibration {
  const { type, size, shape, signed } = dim?.metadata ?? {}
  if (!dim || shape?.length !== 1 || shape[0] < axisSamples) return { value: 0, unit: '' }
  const units = (textAttribute(dim, 'units') ?? '').replace(/^\[(.*)\]$/, '$1')
  const handle = { file_id: dim.file_id, path: dim.path, itemBytes: size! }
  const [first, second] = hdf5.withPart(handle, [axisSamples], [0], (part) => {
    const view = new DataView(part.slice().buffer)
    if (type === 1 && size === 8) return [view.getFloat64(0, true), view.getFloat64(8, true)]
    if (type === 1 && size === 4) return [view.getFloat32(0, true), view.getFloat32(4, true)]
    if (type === 0 && size === 4 && signed) return [view.getInt32(0, true), view.getInt32(4, true)]
    return [0, 0]
  })
  return { value: second - first, unit: units }
}

function metadataFrom(root: Group, { kind, itemBytes }: ImageDataset) {
  const microscope = groupIn(root, 'microscope')
  const volts = microscope && numberAttribute(microscope, 'voltage')
  return metadataOf({
    format: 'EMD (NCEM)',
    bits: itemBytes * 8,
    samples: kind,
    // The format does not say whether volts or kilovolts; both are met.
    voltageKv: volts && (volts > 2000 ? volts / 1000 : volts),
    microscope: microscope && textAttribute(microscope, 'name'),
  })
}
