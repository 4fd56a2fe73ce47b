import type { Calibration } from '../calibration'
import type { FoundImage } from '../images'
import { metadataOf } from '../images'
import { planes } from '../planes'
import type { SampleKind } from '../samples'
import { imageDataset, readPlane, requireReadableDataset } from './dataset'
import type { Hdf5Source } from './source'
import { datasetIn, groupIn, groupsIn } from './tree'
import type { Dataset } from 'h5wasm'

/** More than Velox writes for a frame. */
const maxMetadataBytes = 4 * 1024 * 1024

type Json = Record<string, unknown>

/**
 * Velox, by Thermo Fisher: `/Data/Image/<id>` holds `Data [height, width, frames]`, and `Metadata`, a column of JSON text
 * for each frame.
 */
export function readVelox(source: Hdf5Source): FoundImage[] {
  const { hdf5, bytes, name, root } = source
  const folder = groupIn(root, 'Data/Image')
  if (!folder) return []
  return groupsIn(folder).flatMap(([, group]) => {
    const dataset = datasetIn(group, 'Data')
    const image = dataset && imageDataset(dataset)
    if (!dataset || image?.shape.length !== 3) return []
    const [height, width, frames] = image.shape
    requireReadableDataset(name, dataset, [height, width], bytes.length)
    const json = firstMetadata(hdf5, datasetIn(group, 'Metadata'))
    const found = {
      title: text(json, 'BinaryResult', 'Detector'),
      width,
      height,
      calibration: calibrationOf(json),
      metadata: metadataFrom(json, image.kind, image.itemBytes),
    }
    return planes(found, frames, (frame) => readPlane(source, image, { row: 0, column: 1, at: [0, 0, frame] }), {
      oneScan: true,
    })
  })
}

/** The text of the first frame, up to its NUL; what does not parse says nothing. */
function firstMetadata(hdf5: Hdf5Source['hdf5'], dataset: Dataset | null): Json {
  const { shape, size } = dataset?.metadata ?? {}
  if (!dataset || !shape || size !== 1 || shape.length !== 2 || shape[0] > maxMetadataBytes) return {}
  const handle = { file_id: dataset.file_id, path: dataset.path, itemBytes: 1 }
  const json = hdf5.withPart(handle, [Number(shape[0]), 1], [0, 0], (part) => new TextDecoder().decode(part.slice()))
  try {
    const parsed: unknown = JSON.parse(json.split('\0', 1)[0])
    return typeof parsed === 'object' && parsed !== null ? (parsed as Json) : {}
  } catch {
    return {}
  }
}

function at(json: Json, ...path: string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Json | null | undefined)?.[key], json)
}

/** Velox writes its numbers as text. */
function number(json: Json, ...path: string[]): number | undefined {
  const value = Number(at(json, ...path) ?? NaN)
  return Number.isFinite(value) ? value : undefined
}

function text(json: Json, ...path: string[]): string | undefined {
  const value = at(json, ...path)
  return typeof value === 'string' ? value : undefined
}

function calibrationOf(json: Json): Calibration | null {
  const [x, y] = [
    number(json, 'BinaryResult', 'PixelSize', 'width'),
    number(json, 'BinaryResult', 'PixelSize', 'height'),
  ]
  if (x === undefined || y === undefined) return null
  const unit = (axis: string) => text(json, 'BinaryResult', `PixelUnit${axis}`) ?? ''
  return { x: { value: x, unit: unit('X') }, y: { value: y, unit: unit('Y') } }
}

function metadataFrom(json: Json, samples: SampleKind, itemBytes: number) {
  const volts = number(json, 'Optics', 'AccelerationVoltage')
  const seconds = number(json, 'Acquisition', 'AcquisitionStartDatetime', 'DateTime')
  return metadataOf({
    format: 'EMD (Velox)',
    bits: itemBytes * 8,
    samples,
    voltageKv: volts && volts / 1000,
    dwellSeconds: number(json, 'Scan', 'DwellTime'),
    detector: text(json, 'BinaryResult', 'Detector'),
    microscope: text(json, 'Instrument', 'InstrumentClass'),
    magnification: number(json, 'CustomProperties', 'StemMagnification', 'value'),
    date: seconds && seconds < 1e11 ? new Date(seconds * 1000).toISOString() : undefined,
  })
}
