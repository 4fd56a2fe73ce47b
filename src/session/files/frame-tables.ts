import { csv } from './csv'
import type { EventRecord, SeriesRecord } from './frames'
import { DETECTION_FIELDS, detectionRow } from './tables'

/** One column a line of JSON. */
export function framesJson(record: SeriesRecord): string {
  const lines = record.columns.map((column) => `    ${JSON.stringify(column)}`)
  return JSON.stringify({ ...record, columns: null }, null, 2).replace(
    /"columns": null\n\}$/,
    () => `"columns": [\n${lines.join(',\n')}\n  ]\n}\n`,
  )
}

/** `NAME.frames.csv`: one line a detection, its frame first. */
export function framesCsv({ frames }: SeriesRecord): string {
  const rows = frames.flatMap(({ frame, detections }) =>
    (detections ?? []).map((detection) => [frame, ...detectionRow(detection)]),
  )
  return csv([['frame', ...DETECTION_FIELDS], ...rows])
}

const SHOWN = ['x', 'y', 'intensity', 'dxAngstrom', 'dyAngstrom', 'score', 'pValue', 'qValue', 'kind'] as const

/** `NAME.series.csv`: one line a column of the sum and frame, without the frames that do not show it. */
export function seriesCsv({ columns, frames }: SeriesRecord): string {
  const rows = columns.flatMap(({ sublattice, i, j, frames: shown }) =>
    frames.flatMap(({ frame }, k) =>
      shown.kind[k] === null ? [] : [[sublattice, i, j, frame, ...SHOWN.map((name) => shown[name][k])]],
    ),
  )
  return csv([['sublattice', 'i', 'j', 'frame', ...SHOWN], ...rows])
}

/** `NAME.drift.csv`: one line a frame. */
export function driftCsv({ frames }: SeriesRecord): string {
  const rows = frames.map(({ frame, seconds, driftPx, driftAngstrom, detections }) => [
    frame,
    seconds,
    driftPx.x,
    driftPx.y,
    driftAngstrom?.x ?? null,
    driftAngstrom?.y ?? null,
    detections?.length ?? null,
  ])
  return csv([['frame', 'seconds', 'driftXPx', 'driftYPx', 'driftXAngstrom', 'driftYAngstrom', 'detections'], ...rows])
}

const EVENT_FIELDS = [
  'id',
  'kind',
  'defect',
  'frame',
  'seconds',
  'sublattice',
  'i',
  'j',
  'x',
  'y',
  'xAngstrom',
  'yAngstrom',
  'framesBefore',
  'frames',
  'before',
  'after',
  'change',
  'changeError',
  'shiftXPx',
  'shiftYPx',
  'shiftXAngstrom',
  'shiftYAngstrom',
  'shiftErrorPx',
  'shiftErrorAngstrom',
  'score',
  'pValue',
  'qValue',
] as const

/** `NAME.events.csv`: one line an event, in the order of the frames. */
export function eventsCsv(events: readonly EventRecord[]): string {
  const rows = events.map(({ shiftPx, shiftAngstrom, ...event }) => {
    const flat = {
      ...event,
      shiftXPx: shiftPx.x,
      shiftYPx: shiftPx.y,
      shiftXAngstrom: shiftAngstrom?.x ?? null,
      shiftYAngstrom: shiftAngstrom?.y ?? null,
    }
    return EVENT_FIELDS.map((field) => flat[field])
  })
  return csv([EVENT_FIELDS, ...rows])
}
