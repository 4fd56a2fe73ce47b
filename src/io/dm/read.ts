import type { Budget } from '../budget'
import type { AxisCalibration, Calibration } from '../calibration'
import { requireReadableSize } from '../check'
import { corrupt, decoding, truncated } from '../failures'
import type { FoundImage, ImageFile } from '../images'
import { imageFile, metadataOf } from '../images'
import type { Metadata } from '../micrograph'
import { planes } from '../planes'
import type { SampleKind } from '../samples'
import { readSamples } from '../samples'
import type { TagArray, TagGroup } from './tags'
import { groupAt, numberAt, tagAt, TagParser, textAt } from './tags'

/**
 * Image data types whose samples are one real number a pixel. The others: complex numbers, colours, bits. The tag's own type may
 * lack the sign, so this one counts.
 */
const realTypes: Partial<Record<number, [kind: SampleKind, bytes: number]>> = {
  1: ['int', 2],
  2: ['float', 4],
  6: ['uint', 1],
  7: ['int', 4],
  9: ['int', 1],
  10: ['uint', 2],
  11: ['uint', 4],
  12: ['float', 8],
  39: ['int', 8],
  40: ['uint', 8],
}

/** Gatan DigitalMicrograph, versions 3 and 4: a big-endian version number, the length, the byte order 0 or 1. */
export function isDm(bytes: Uint8Array): boolean {
  const [a, b, c, version] = bytes
  if (a !== 0 || b !== 0 || c !== 0 || (version !== 3 && version !== 4)) return false
  const order = bytes.subarray(version === 3 ? 8 : 12).subarray(0, 4)
  return order.every((byte, index) => byte <= (index === 3 ? 1 : 0))
}

/** Every real image of the file but its thumbnail; a stack's planes are images of their own. */
export function openDm(bytes: Uint8Array, name: string, budget: Budget): ImageFile {
  return decoding(name, () => {
    const root = new TagParser(bytes, name, budget).root()
    const list = [...groupAt(root, 'ImageList').values()].filter((entry) => entry instanceof Map)
    const thumbnails = thumbnailIndices(root, list.length)
    const images = list.filter((_, index) => !thumbnails.has(index))
    return imageFile(
      name,
      images.flatMap((entry) => readEntry(entry, name)),
    )
  })
}

/** A file made by DigitalMicrograph begins with a small colour picture of its image, and says so. */
function thumbnailIndices(root: TagGroup, images: number): Set<number> {
  const listed = [...groupAt(root, 'Thumbnails').values()].flatMap((entry) =>
    entry instanceof Map ? (numberAt(entry, 'ImageIndex') ?? []) : [],
  )
  return new Set(images > listed.length ? listed : [])
}

function readEntry(entry: TagGroup, name: string): FoundImage[] {
  const data = groupAt(entry, 'ImageData')
  const shape = [...groupAt(data, 'Dimensions').values()].filter((size) => typeof size === 'number')
  const samples = tagAt(data, 'Data')
  const type = realTypes[numberAt(data, 'DataType') ?? -1]
  if (shape.length < 2 || shape.length > 3 || !type || !isArray(samples)) return []
  const [kind, itemBytes] = type
  if (itemBytes !== samples.itemBytes) throw corrupt(name, `pixels of ${samples.itemBytes} bytes, not ${itemBytes}`)
  const axes = [...groupAt(data, 'Calibrations', 'Dimension').values()].map((axis) => axisOf(axis as TagGroup))
  // An energy axis makes it a spectrum at each place.
  if (axes.some(({ unit }) => /eV$/.test(unit))) return []

  const [width, height, count = 1] = shape
  requireReadableSize(name, width, height)
  if (!Number.isSafeInteger(count) || count < 1) throw corrupt(name, `its size is ${shape.join(' × ')}`)
  const pixels = width * height
  if (samples.count < pixels * count) {
    throw truncated(name, `it announces ${pixels * count} pixels and holds ${samples.count}`)
  }
  const image = {
    title: textAt(entry, 'Name'),
    width,
    height,
    calibration: calibrationOf(axes),
    metadata: metadataFrom(groupAt(entry, 'ImageTags'), { kind, itemBytes }),
  }
  return planes(image, count, (plane) => {
    const start = plane * pixels * itemBytes
    return readSamples(samples.bytes.subarray(start, start + pixels * itemBytes), kind, itemBytes, samples.littleEndian)
  })
}

function isArray(value: unknown): value is TagArray {
  return typeof value === 'object' && value !== null && 'itemBytes' in value
}

function axisOf(axis: TagGroup): AxisCalibration {
  const group = axis instanceof Map ? axis : new Map<string, never>()
  return { value: numberAt(group, 'Scale') ?? 0, unit: textAt(group, 'Units') ?? '' }
}

/** An axis that nobody calibrated has the scale 1 and no unit. */
function calibrationOf([x, y]: AxisCalibration[]): Calibration | null {
  return x && y && (x.unit || y.unit) ? { x, y } : null
}

function metadataFrom(tags: TagGroup, { kind, itemBytes }: Pick<TagArray, 'kind' | 'itemBytes'>): Metadata {
  const volts = numberAt(tags, 'Microscope Info', 'Voltage')
  const microseconds = numberAt(tags, 'DigiScan', 'Sample Time')
  const date = [textAt(tags, 'DataBar', 'Acquisition Date'), textAt(tags, 'DataBar', 'Acquisition Time')]
  return metadataOf({
    format: 'DM',
    bits: itemBytes * 8,
    samples: kind,
    voltageKv: volts && volts / 1000,
    dwellSeconds: microseconds ? microseconds / 1e6 : numberAt(tags, 'DataBar', 'Exposure Time (s)'),
    detector: textAt(tags, 'DataBar', 'Signal Name') ?? textAt(tags, 'Acquisition', 'Device', 'Name'),
    microscope: textAt(tags, 'Microscope Info', 'Microscope') ?? textAt(tags, 'Microscope Info', 'Name'),
    magnification: numberAt(tags, 'Microscope Info', 'Indicated Magnification'),
    date: date.filter(Boolean).join(' '),
  })
}
