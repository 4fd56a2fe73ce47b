import { csv } from './csv'
import type { ColumnRecord, DetectionRecord, MicrographRecord } from './record'

/** One column of the micrograph a line of JSON, so that the file can be read by eye and by line. */
export function detectionsJson(record: MicrographRecord): string {
  const { columns, ...rest } = record
  const head = JSON.stringify({ ...rest, columns: null }, null, 2)
  if (!columns) return `${head}\n`
  const lines = columns.map((column) => `    ${JSON.stringify(column)}`).join(',\n')
  // Last of all keys, so that what a person looks for stands before it.
  return `${head.replace(/"columns": null\n\}$/, () => `"columns": [\n${lines}\n  ]\n}`)}\n`
}

const COLUMN_FIELDS = [
  'sublattice',
  'i',
  'j',
  'x',
  'y',
  'xAngstrom',
  'yAngstrom',
  'intensity',
  'dxAngstrom',
  'dyAngstrom',
  'polarisationXPx',
  'polarisationYPx',
  'polarisationXAngstrom',
  'polarisationYAngstrom',
  'exx',
  'eyy',
  'exy',
  'rotationDeg',
  'score',
  'pValue',
  'qValue',
  'detectableDeficit',
  'detectableExcess',
  'detectableShift',
  'kind',
] as const satisfies readonly (keyof ColumnRecord)[]

/** `NAME.columns.csv`: every column of the micrograph, an empty field where there is no value. */
export function columnsCsv({ columns }: MicrographRecord): string {
  const rows = (columns ?? []).map((column) => COLUMN_FIELDS.map((field) => column[field]))
  return csv([COLUMN_FIELDS, ...rows])
}

export const DETECTION_FIELDS = [
  'id',
  'kind',
  'sublattice',
  'i',
  'j',
  'x',
  'y',
  'xAngstrom',
  'yAngstrom',
  'strength',
  'strengthError',
  'dxAngstrom',
  'dyAngstrom',
  'displacementErrorAngstrom',
  'dxPx',
  'dyPx',
  'score',
  'pValue',
  'qValue',
  'group',
] as const

/** The values of `DETECTION_FIELDS`. */
export function detectionRow({ displacementPx, displacementAngstrom, ...detection }: DetectionRecord) {
  const flat = {
    ...detection,
    dxPx: displacementPx.x,
    dyPx: displacementPx.y,
    dxAngstrom: displacementAngstrom?.x ?? null,
    dyAngstrom: displacementAngstrom?.y ?? null,
  }
  return DETECTION_FIELDS.map((field) => flat[field])
}

/** `NAME.detections.csv`. */
export function detectionsCsv({ detections }: MicrographRecord): string {
  return csv([DETECTION_FIELDS, ...(detections ?? []).map(detectionRow)])
}
