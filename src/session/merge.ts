import * as v from 'valibot'
import { InputError } from '../errors'
import type { Cell, TableColumn } from '../io/parquet'
import { writeParquet } from '../io/parquet'
import { version } from '../version'
import { csv } from './files/csv'
import { dimmestOf } from './files/dimmest'
import type { MicrographRecord } from './files/record'
import type { ResultFile } from './files/result-files'
import { readReview } from './files/review'
import { DETECTION_FIELDS, detectionRows, REVIEW_FIELDS } from './files/tables'
import { adapterLabel } from './report/labels'
import { RECORD } from './saved/record-schema'

/** What a table says of a result's origin, which a record that is only to be looked at may lack. */
const ORIGIN = v.looseObject({
  versions: v.looseObject({ lacuna: v.string() }),
  request: v.looseObject({ model: v.nullable(v.string()), seed: v.number() }),
  adapter: v.nullable(
    v.object({ vendor: v.string(), architecture: v.string(), description: v.string(), kind: v.string() }),
  ),
})

/** One record and the file that it was read from. */
interface Row {
  path: string
  record: MicrographRecord
}

/** Where a row of either table comes from. */
const SOURCE: readonly (TableColumn & { of: (row: Row) => Cell })[] = [
  text('record', ({ path }) => path),
  text('name', ({ record }) => record.name),
  text('sha256', ({ record }) => record.request.sha256),
  text('lacuna', ({ record }) => record.versions.lacuna),
  text('model', ({ record }) => record.request.model),
  number('seed', ({ record }) => record.request.seed),
  text('adapter', ({ record }) => record.adapter && adapterLabel(record.adapter)),
]

/** A row for each micrograph: what was asked, and what came of it. */
const MICROGRAPHS = [
  ...SOURCE,
  text('verdict', ({ record }) => record.verdict),
  text('reason', ({ record }) => record.reason),
  integer('width', ({ record }) => record.size.width),
  integer('height', ({ record }) => record.size.height),
  integer('detections', ({ record }) => record.detections && record.detections.length),
  integer('accepted', ({ record }) => said(record, 'accepted')),
  integer('rejected', ({ record }) => said(record, 'rejected')),
  integer('added', ({ record }) => said(record, 'added')),
  integer('regions', ({ record }) => record.regions && record.regions.length),
  integer('columns', ({ record }) => record.columns && record.columns.length),
  // How they drift over a session: of the brightest sublattice, the dimmest's share of it, and how far its columns scatter.
  number('intensity', ({ record }) => record.lattice && record.lattice.sublattices[0].intensity),
  number('dimmest', ({ record }) => record.lattice && dimmestOf(record.lattice.sublattices)),
  number('intensitySpread', ({ record }) => record.lattice && record.lattice.sublattices[0].spread.intensity),
  number('detectableDeficit', ({ record }) => record.detectable && record.detectable.deficit),
  number('detectableExcess', ({ record }) => record.detectable && record.detectable.excess),
  number('detectableShiftAngstrom', ({ record }) => record.detectable && record.detectable.shiftAngstrom),
  number('rate', ({ record }) => record.request.rate),
  integer('epochs', ({ record }) => record.request.epochs),
  text('crystal', ({ record }) => record.request.crystal),
  text('contrast', ({ record }) => record.request.contrast),
  text('region', ({ record: { request } }) => request.region && Object.values(request.region).join(',')),
  text('image', ({ record }) => asText(record.request.image)),
  text('frames', ({ record }) => asText(record.request.frames)),
  number('pixelSizeX', ({ record }) => record.pixelSize.file && record.pixelSize.file.x),
  number('pixelSizeY', ({ record }) => record.pixelSize.file && record.pixelSize.file.y),
  number('seconds', ({ record }) => Object.values(record.seconds).reduce((sum, part) => sum + part, 0)),
  text('warnings', ({ record }) => (record.warnings.length > 0 ? record.warnings.join('; ') : null)),
]

const TEXTS: ReadonlySet<string> = new Set(['kind', 'sublattice', ...REVIEW_FIELDS])
const INTEGERS: ReadonlySet<string> = new Set(['id', 'i', 'j', 'group'])

/** A row for each detection, and for each column that a person added. */
const DETECTIONS: readonly TableColumn[] = [
  ...SOURCE,
  ...[...DETECTION_FIELDS, ...REVIEW_FIELDS].map((name): TableColumn => {
    return { name, type: TEXTS.has(name) ? 'text' : INTEGERS.has(name) ? 'integer' : 'number' }
  }),
]

/** Makes tables of the records of many searches; keeps of each record its rows alone. */
export class Merge {
  readonly #micrographs: Cell[][] = []
  readonly #detections: Cell[][] = []

  /** Takes a whole record or nothing of it: throws an InputError that names `path` and what is wrong there. */
  add(json: string, path: string): void {
    const record = wholeRecord(json, path)
    // Earlier versions left out what later ones write.
    const cells = (columns: typeof SOURCE) => columns.map(({ of }) => of({ path, record }) ?? null)
    const [source, micrograph] = [cells(SOURCE), cells(MICROGRAPHS)]
    const detections = detectionRows(record).map((row) => [...source, ...row.map((value) => value ?? null)])
    requireTypes(MICROGRAPHS, micrograph, path)
    for (const row of detections) requireTypes(DETECTIONS, row, path)
    this.#micrographs.push(micrograph)
    for (const row of detections) this.#detections.push(row)
  }

  get counts(): { micrographs: number; detections: number } {
    return { micrographs: this.#micrographs.length, detections: this.#detections.length }
  }

  files(): ResultFile[] {
    return [
      ...tableFiles('micrographs', MICROGRAPHS, this.#micrographs),
      ...tableFiles('detections', DETECTIONS, this.#detections),
    ]
  }
}

function tableFiles(name: string, columns: readonly TableColumn[], rows: readonly (readonly Cell[])[]): ResultFile[] {
  return [
    {
      name: `${name}.parquet`,
      type: 'application/vnd.apache.parquet',
      content: () => writeParquet(columns, rows, `lacuna ${version}`),
    },
    { name: `${name}.csv`, type: 'text/csv', content: () => csv([columns.map((column) => column.name), ...rows]) },
  ]
}

function wholeRecord(json: string, path: string): MicrographRecord {
  try {
    const read: unknown = JSON.parse(json)
    v.parse(ORIGIN, read)
    return v.parse(RECORD, read) as unknown as MicrographRecord
  } catch (cause) {
    throw damaged(path, reasonOf(cause), cause)
  }
}

function reasonOf(cause: unknown): string {
  if (cause instanceof v.ValiError) {
    const [issue] = cause.issues as [v.BaseIssue<unknown>]
    return `${v.getDotPath(issue) ?? 'it'} should be ${issue.expected ?? 'other'}, and is ${issue.received}`
  }
  return cause instanceof SyntaxError ? 'it is no JSON, or breaks off' : String(cause)
}

/** The schema knows what is shown; a table has further fields, each of one type. */
function requireTypes(columns: readonly TableColumn[], row: readonly Cell[], path: string): void {
  for (const [n, { name, type }] of columns.entries()) {
    const value: unknown = row[n]
    const fits = type === 'text' ? typeof value === 'string' : Number.isFinite(value)
    const whole = type !== 'integer' || value === ((value as number) | 0)
    if (value !== null && !(fits && whole)) throw damaged(path, `${name} should be ${type}, and is ${typeof value}`)
  }
}

function damaged(path: string, reason: string, cause?: unknown): InputError {
  const next = 'search its micrograph again, or move it away'
  return new InputError('record', path, `this is no whole record of a search (${reason}); ${next}`, { cause })
}

/** How many columns a person said this of; null where none were judged. */
function said({ verdict, review }: MicrographRecord, what: string): number | null {
  return verdict === 'periodic' || review ? readReview(review).filter((one) => one.verdict === what).length : null
}

function asText(value: unknown): string | null {
  return value === null || value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value)
}

function text(name: string, of: (row: Row) => string | null) {
  return { name, type: 'text' as const, of }
}

function number(name: string, of: (row: Row) => number | null) {
  return { name, type: 'number' as const, of }
}

function integer(name: string, of: (row: Row) => number | null) {
  return { name, type: 'integer' as const, of }
}
