import { csv, csvLine } from './csv'
import type { ColumnRecord, DetectionRecord, WrittenRecord } from './record'
import type { Opinion } from './review'

/** One column of the micrograph a line of JSON, so that the file can be read by eye and by line. */
export function detectionsJson(record: WrittenRecord): string {
  return [...detectionsJsonParts(record)].join('')
}

/** The same, part by part. */
export function* detectionsJsonParts(record: WrittenRecord): Generator<string> {
  const { columns, ...rest } = record
  // Last of all keys, so that what a person looks for stands before it.
  const head = JSON.stringify({ ...rest, columns: null }, null, 2)
  if (!columns) {
    yield `${head}\n`
    return
  }
  yield head.replace(/null\n\}$/, '[\n')
  let separator = ''
  for (const column of columns) {
    yield `${separator}    ${JSON.stringify(column)}`
    separator = ',\n'
  }
  yield '\n  ]\n}\n'
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
] as const satisfies readonly Exclude<keyof ColumnRecord, 'review'>[]

/**
 * What a person said, at the end of a line. Tables have the names of the JSON: where it nests, the names follow each other, and the
 * unit stays last: `displacementPx.x` is `displacementXPx`, `review.kind` is `reviewKind`.
 */
export const REVIEW_FIELDS = ['reviewVerdict', 'reviewKind', 'reviewNote'] as const

/** `NAME.columns.csv`: every column of the micrograph, an empty field where there is no value. */
export function columnsCsv(record: WrittenRecord): string {
  return [...columnsCsvParts(record)].join('')
}

/** The same, line by line. */
export function* columnsCsvParts({ columns }: WrittenRecord): Generator<string> {
  yield csvLine([...COLUMN_FIELDS, ...REVIEW_FIELDS])
  for (const column of columns ?? []) {
    yield csvLine([...COLUMN_FIELDS.map((field) => column[field]), ...reviewRow(column.review)])
  }
}

/** The values of `REVIEW_FIELDS`. */
function reviewRow(said: Opinion | null): (string | null)[] {
  return said ? [said.verdict, said.kind, said.note] : [null, null, null]
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
  'displacementXAngstrom',
  'displacementYAngstrom',
  'displacementErrorAngstrom',
  'displacementXPx',
  'displacementYPx',
  'displacementErrorPx',
  'score',
  'pValue',
  'qValue',
  'group',
] as const

/** The values of `DETECTION_FIELDS`. */
export function detectionRow({ displacementPx, displacementAngstrom, ...detection }: DetectionRecord) {
  const flat = {
    ...detection,
    displacementXPx: displacementPx.x,
    displacementYPx: displacementPx.y,
    displacementXAngstrom: displacementAngstrom?.x ?? null,
    displacementYAngstrom: displacementAngstrom?.y ?? null,
  }
  return DETECTION_FIELDS.map((field) => flat[field])
}

/** `NAME.detections.csv`; after the detections, without a number, the columns that a person added. */
export function detectionsCsv(record: WrittenRecord): string {
  return csv([[...DETECTION_FIELDS, ...REVIEW_FIELDS], ...detectionRows(record)])
}

/** The values of `DETECTION_FIELDS` and `REVIEW_FIELDS`. */
export function detectionRows({ detections, columns }: WrittenRecord): (string | number | null)[][] {
  const rows = (detections ?? []).map(({ review, ...detection }) => [...detectionRow(detection), ...reviewRow(review)])
  for (const column of columns ?? []) {
    const isFound = column.kind !== 'bulk' && column.kind !== 'not judged'
    if (column.review?.verdict === 'added' && !isFound) rows.push(addedRow(column))
  }
  return rows
}

/** A column that was not found, as far as it was measured. */
function addedRow(column: ColumnRecord): (string | number | null)[] {
  const known: Partial<Record<(typeof DETECTION_FIELDS)[number], string | number | null>> = {
    kind: column.review?.kind ?? 'other',
    sublattice: column.sublattice,
    i: column.i,
    j: column.j,
    x: column.x,
    y: column.y,
    xAngstrom: column.xAngstrom,
    yAngstrom: column.yAngstrom,
    score: column.score,
    pValue: column.pValue,
    qValue: column.qValue,
  }
  return [...DETECTION_FIELDS.map((field) => known[field] ?? null), ...reviewRow(column.review)]
}
