import type { AxisCalibration, Calibration } from './calibration'
import { metadataOf } from './images'
import type { Metadata } from './micrograph'

/** What Nion Swift says of a data item, as JSON: beside its array in HDF5, and in the archive of an `.ndata`. */
export interface NionProperties {
  title: string | undefined
  calibration: Calibration | null
  metadata: Metadata
}

/** Null where the text is no such JSON. */
export function nionProperties(json: string): NionProperties | null {
  const properties = parsed(json)
  const axes = field(properties, 'dimensional_calibrations', 'spatial_calibrations')
  if (!Array.isArray(axes)) return null
  const [y, x] = axes.slice(-2).map(axisOf)
  const hardware = field(field(properties, 'metadata') ?? {}, 'hardware_source', 'instrument')
  return {
    title: text(field(properties, 'title')) ?? text(field(hardware ?? {}, 'channel_name')),
    calibration: x && y && (x.unit || y.unit) ? { x, y } : null,
    metadata: metadataOf({
      detector: text(field(hardware ?? {}, 'channel_name', 'hardware_source_name')),
      date: text(field(properties, 'created')),
    }),
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}

/** The first of the fields that is there. */
function field(of: unknown, ...names: string[]): unknown {
  if (typeof of !== 'object' || of === null) return undefined
  return names.map((name) => (of as Record<string, unknown>)[name]).find((value) => value !== undefined)
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value ? value : undefined
}

function axisOf(axis: unknown): AxisCalibration {
  const value = field(axis, 'scale')
  return { value: typeof value === 'number' ? value : 0, unit: text(field(axis, 'units')) ?? '' }
}
