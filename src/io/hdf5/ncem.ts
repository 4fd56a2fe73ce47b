import type { AxisCalibration } from '../calibration'
import type { FoundImage } from '../images'
import { metadataOf } from '../images'
import { planes } from '../planes'
import type { SampleKind } from '../samples'
import { isSampleType, readNumber } from '../samples'
import { imageDataset, readPlane, requireReadableDataset } from './dataset'
import type { ImageDataset } from './dataset'
import type { Hdf5Source } from './source'
import { attribute, datasetIn, groupIn, isGroup, numberAttribute, textAttribute, walk } from './tree'
import type { Dataset, Group } from 'h5wasm'

interface Axis extends AxisCalibration {
  name: string
}

/**
 * Berkeley's EMD, https://emdatasets.com/format: a group with the attribute `emd_group_type` 1 holds `data`, and for each
 * of its axes `dim1` … the coordinates along it, with a name and units such as `[n_m]`. Version 1.0 says `array` in place of 1,
 * counts from `dim0`, and may give the first two coordinates alone.
 */
export function readNcem(source: Hdf5Source): FoundImage[] {
  return [...walk(source.root)].flatMap(([path, entity]) => {
    if (!isGroup(entity)) return []
    const type = attribute(entity, 'emd_group_type')
    if (type === 1) return readGroup(source, path, entity, 1)
    return type === 'array' ? readGroup(source, path, entity, 0) : []
  })
}

function readGroup(source: Hdf5Source, path: string, group: Group, firstAxis: number): FoundImage[] {
  const dataset = datasetIn(group, 'data')
  const image = dataset && imageDataset(dataset)
  if (!dataset || !image || image.shape.length > 3) return []
  const axes = image.shape.map((_, axis) => readAxis(source.hdf5, datasetIn(group, `dim${axis + firstAxis}`)))
  // A third axis of energy makes it a spectrum at each place.
  if (axes.some(({ unit }) => /eV$/.test(unit))) return []
  const { row, column } = rowAndColumn(axes)
  const other = axes.findIndex((_, axis) => axis !== row && axis !== column)
  const [height, width] = [image.shape[row], image.shape[column]]
  requireReadableDataset(source.name, dataset, [height, width], source.bytes.length)
  const [x, y] = [axes[column], axes[row]].map(({ value, unit }) => ({ value, unit }))
  const found = {
    title: path.split('/').at(-1),
    width,
    height,
    calibration: x.unit || y.unit ? { x, y } : null,
    metadata: metadataFrom(source.root, image),
  }
  return planes(found, other < 0 ? 1 : image.shape[other], (plane) =>
    readPlane(source, image, { row, column, at: axes.map((_, axis) => (axis === other ? plane : 0)) }),
  )
}

/** Axes called x and y are columns and rows wherever they stand; without such names the last two are rows and columns. */
function rowAndColumn(axes: readonly Axis[]): { row: number; column: number } {
  const called = (name: string) => axes.findIndex((axis) => axis.name.trim().toLowerCase() === name)
  const [x, y] = [called('x'), called('y')]
  return x >= 0 && y >= 0 ? { row: y, column: x } : { row: axes.length - 2, column: axes.length - 1 }
}

/** The step between the first two coordinates. */
function readAxis(hdf5: Hdf5Source['hdf5'], dim: Dataset | null): Axis {
  const { type, size, shape, signed } = dim?.metadata ?? {}
  const none = { value: 0, unit: '', name: '' }
  const kind: SampleKind = type === 1 ? 'float' : signed ? 'int' : 'uint'
  if (!dim || !size || (type !== 0 && type !== 1) || shape?.length !== 1 || !isSampleType(kind, size)) return none
  const name = textAttribute(dim, 'name') ?? ''
  if (shape[0] < 2) return { ...none, name }
  const unit = (textAttribute(dim, 'units') ?? '').replace(/^\[(.*)\]$/, '$1')
  const handle = { file_id: dim.file_id, path: dim.path, itemBytes: size }
  const [first, second] = hdf5.withPart(handle, [2], [0], (part) =>
    [0, size].map((at) => readNumber(part.slice(at, at + size), kind, true)),
  )
  return { value: second - first, unit, name }
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
