import type { ColumnRecord, MicrographRecord } from './record'

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
  return table(
    COLUMN_FIELDS,
    (columns ?? []).map((column) => COLUMN_FIELDS.map((field) => column[field])),
  )
}

const DETECTION_FIELDS = [
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
] as const

/** `NAME.detections.csv`. */
export function detectionsCsv({ detections }: MicrographRecord): string {
  const rows = (detections ?? []).map(({ displacementPx, displacementAngstrom, ...detection }) => {
    const flat = {
      ...detection,
      dxPx: displacementPx.x,
      dyPx: displacementPx.y,
      dxAngstrom: displacementAngstrom?.x ?? null,
      dyAngstrom: displacementAngstrom?.y ?? null,
    }
    return DETECTION_FIELDS.map((field) => flat[field])
  })
  return table(DETECTION_FIELDS, rows)
}

function table(header: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  return `${[header.join(','), ...rows.map((row) => row.map((value) => value ?? '').join(','))].join('\n')}\n`
}
