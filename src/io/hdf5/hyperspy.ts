import type { FoundImage } from '../images'
import { metadataOf } from '../images'
import { imageDataset, rowMajorImages } from './dataset'
import type { ImageDataset } from './dataset'
import type { Hdf5Source } from './source'
import { datasetIn, groupIn, groupsIn, numberAttribute, textAttribute } from './tree'
import type { Group } from 'h5wasm'

/** HyperSpy: `/Experiments/<title>` holds `data`, and for each of its axes a group `axis-0` … with name, scale and units. */
export function readHyperSpy(source: Hdf5Source): FoundImage[] {
  const folder = groupIn(source.root, 'Experiments')
  return folder ? groupsIn(folder).flatMap(([title, group]) => readExperiment(source, title, group)) : []
}

function readExperiment(source: Hdf5Source, title: string, group: Group): FoundImage[] {
  const dataset = datasetIn(group, 'data')
  const image = dataset && imageDataset(dataset)
  if (!dataset || !image) return []
  const axes = image.shape.map((_, index) => readAxis(groupIn(group, `axis-${index}`)))
  // A third axis of energy makes it a spectrum at each place; one that was navigated makes it a series.
  if (axes.some(({ unit }) => /eV$/.test(unit))) return []
  const [y, x] = axes.slice(-2)
  return rowMajorImages(source, dataset, image, {
    title: textAttribute(groupIn(group, 'metadata/General') ?? group, 'title') || title,
    calibration: x.unit || y.unit ? { x, y } : null,
    metadata: metadataFrom(group, image),
  })
}

function readAxis(axis: Group | null): { value: number; unit: string } {
  if (!axis) return { value: 0, unit: '' }
  const unit = textAttribute(axis, 'units') ?? ''
  return { value: numberAttribute(axis, 'scale') ?? 0, unit: unit.startsWith('_None_') ? '' : unit }
}

function metadataFrom(group: Group, { kind, itemBytes }: ImageDataset) {
  const general = groupIn(group, 'metadata/General')
  const tem = groupIn(group, 'metadata/Acquisition_instrument/TEM')
  const detector = groupIn(group, 'original_metadata/BinaryResult')
  const scan = groupIn(group, 'original_metadata/Scan')
  const date = general && [textAttribute(general, 'date'), textAttribute(general, 'time')]
  return metadataOf({
    format: 'HSPY',
    bits: itemBytes * 8,
    samples: kind,
    voltageKv: tem && numberAttribute(tem, 'beam_energy'),
    dwellSeconds: scan && numberAttribute(scan, 'DwellTime'),
    detector: detector && textAttribute(detector, 'Detector'),
    microscope: tem && textAttribute(tem, 'microscope'),
    magnification: tem && numberAttribute(tem, 'magnification'),
    date: date?.filter(Boolean).join('T'),
  })
}
