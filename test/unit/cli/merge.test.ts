import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet'
import { expect, test } from 'vitest'
import { detectionsJson } from '../../../src/session/files/tables'
import { micrographRecord } from '../../../src/session/files/record'
import { version } from '../../../src/version'
import { lacuna, scratchFolder } from '../../support/cli'
import { micrograph, result, unperiodic } from '../../support/result'

const periodic = (name = 'a.tif') => micrographRecord(micrograph({ name }), result(), result().circumstances)
const notPeriodic = () => micrographRecord(micrograph({ name: 'b.tif' }), unperiodic(), unperiodic().circumstances)

function results(records: Readonly<Record<string, string>>): { folder: string; out: string } {
  const folder = scratchFolder()
  for (const [path, json] of Object.entries(records)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), json)
  }
  return { folder, out: join(folder, 'tables') }
}

function bytesOf(path: string): ArrayBuffer {
  const bytes = readFileSync(path)
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
}

const rowsOf = (path: string) => parquetReadObjects({ file: bytesOf(path) })

test('a row for each micrograph and each detection, with where it comes from, in Parquet as in CSV', async () => {
  const { folder, out } = results({
    'one/a.detections.json': detectionsJson(periodic()),
    'two/b.detections.json': detectionsJson(notPeriodic()),
    // Hidden, and no record.
    '.chunks/c.detections.json': '{',
    'one/a.detections.csv': '',
  })
  const { status, stdout, stderr } = await lacuna(['merge', folder, join(folder, 'one'), '--out', out])
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringContaining('lacuna:') as string })
  expect(stdout).toContain('2 micrographs, 2 detections')
  expect(readdirSync(out).sort()).toEqual([
    'detections.csv',
    'detections.parquet',
    'micrographs.csv',
    'micrographs.parquet',
  ])

  const origin = {
    sha256: 'ab',
    lacuna: version,
    model: 'fast',
    seed: 1,
    adapter: 'google swiftshader (software)',
  }
  const a = { record: join(folder, 'one/a.detections.json'), name: 'a.tif', ...origin }
  const b = { record: join(folder, 'two/b.detections.json'), name: 'b.tif', ...origin }
  const micrographs = await rowsOf(join(out, 'micrographs.parquet'))
  expect(micrographs).toMatchObject([
    {
      ...a,
      verdict: 'periodic',
      reason: null,
      width: 48,
      height: 32,
      detections: 2,
      regions: 1,
      columns: 12,
      rate: 0.01,
    },
    { ...b, verdict: 'not periodic', reason: 'no two peaks span a lattice', detections: null, columns: null },
  ])
  const detections = await rowsOf(join(out, 'detections.parquet'))
  const written = periodic().detections!
  expect(detections).toMatchObject([
    { ...a, id: 1, kind: 'vacancy', x: written[0].x, strength: -97, pValue: 1e-90, reviewVerdict: null },
    { ...a, id: 2, kind: 'displacement', displacementXPx: 3, displacementYPx: -4, group: null },
  ])

  for (const name of ['micrographs', 'detections']) {
    const rows = await rowsOf(join(out, `${name}.parquet`))
    const text = readFileSync(join(out, `${name}.csv`), 'utf8')
    const lines = rows.map((row) =>
      Object.values(row)
        .map((value) => String(value ?? ''))
        .join(','),
    )
    // No value of these has a comma, a quote or a sign that a spreadsheet would take for a formula's.
    expect(text).toBe([Object.keys(rows[0]).join(','), ...lines, ''].join('\n'))
  }
})

test('columns have types also where no row has a value', async () => {
  const { folder, out } = results({ 'b.detections.json': detectionsJson(notPeriodic()) })
  expect((await lacuna(['merge', folder, '--out', out])).status).toBe(0)
  const metadata = await parquetMetadataAsync(bytesOf(join(out, 'detections.parquet')))
  expect(Number(metadata.num_rows)).toBe(0)
  const types = parquetSchema(metadata).children.map(({ element }) => [element.name, element.type])
  expect(Object.fromEntries(types)).toMatchObject({
    record: 'BYTE_ARRAY',
    x: 'DOUBLE',
    id: 'INT32',
    kind: 'BYTE_ARRAY',
  })
})

test('what a person said, and the columns that were added by hand, are in the tables', async () => {
  const said = { x: 16, y: 0, verdict: 'accepted' as const, kind: null, note: '=sure' }
  const added = { x: 32, y: 0, verdict: 'added' as const, kind: 'odd', note: '' }
  const { circumstances } = result()
  const record = micrographRecord(micrograph(), result(), circumstances, { review: [said, added] })
  const { folder, out } = results({ 'a.detections.json': detectionsJson(record) })
  expect((await lacuna(['merge', folder, '--out', out])).status).toBe(0)
  expect(await rowsOf(join(out, 'micrographs.parquet'))).toMatchObject([{ accepted: 1, rejected: 0, added: 1 }])
  expect(await rowsOf(join(out, 'detections.parquet'))).toMatchObject([
    { id: 1, reviewVerdict: 'accepted', reviewNote: '=sure' },
    { id: 2, reviewVerdict: null },
    { id: null, kind: 'odd', reviewVerdict: 'added' },
  ])
})

const whole = detectionsJson(periodic())

test.each([
  ['breaks off', whole.slice(0, 900), 'it is no JSON, or breaks off'],
  ['is empty', '', 'it is no JSON, or breaks off'],
  ['holds something else', '[]', 'versions should be'],
  ['is of the paper’s rule', JSON.stringify({ ...periodic(), formatVersion: 1 }), 'formatVersion should be 3'],
  [
    'lacks its model',
    JSON.stringify({ ...periodic(), request: { rate: 0.01, sha256: 'ab' } }),
    'request.model should be',
  ],
  ['has text for a number', whole.replace('"xAngstrom": 2.56', '"xAngstrom": "2.56"'), 'xAngstrom should be number'],
  ['has half a row', whole.replace('"i": 1', '"i": 1.5'), 'i should be integer'],
  [
    'has a review of another make',
    JSON.stringify({ ...periodic(), review: [null, 3, 'a'], warnings: 'a' }),
    'warnings should be',
  ],
])('a record that %s is named and left out; the others are merged', async (_, json, reason) => {
  expect(json).not.toBe(whole)
  const { folder, out } = results({ 'bad.detections.json': json, 'good.detections.json': whole })
  const { status, stdout, stderr } = await lacuna(['merge', folder, '--out', out, '--json'])
  expect(status).toBe(2)
  expect(stderr).toMatch(/lacuna: 1 of 2 records could not be read; [^\n]+\n$/)
  expect(stderr).toContain(`${join(folder, 'bad.detections.json')}: this is no whole record of a search (${reason}`)
  expect(JSON.parse(stdout)).toMatchObject({
    micrographs: 1,
    detections: 2,
    errors: [{ record: join(folder, 'bad.detections.json') }],
  })
  expect(await rowsOf(join(out, 'detections.parquet'))).toHaveLength(2)
})

test('where no record can be read, nothing is written', async () => {
  const { folder, out } = results({ 'bad.detections.json': '{' })
  const { status, stdout } = await lacuna(['merge', folder, '--out', out])
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(readdirSync(folder)).toEqual(['bad.detections.json'])
})

test('folders whose links go round in circles are gone through once; a pipe is no record', async () => {
  const { folder, out } = results({ 'good.detections.json': whole })
  for (const name of ['a', 'b', 'c']) symlinkSync('.', join(folder, name))
  execFileSync('mkfifo', [join(folder, 'pipe.detections.json')])
  const { status, stdout, stderr } = await lacuna(['merge', folder, '--out', out, '--json'])
  expect({ status, ...(JSON.parse(stdout) as object) }).toMatchObject({ status: 2, micrographs: 1 })
  expect(stderr).toMatch(/1 of 2 records could not be read; .*device or a pipe/)
})

test.each([
  [['merge', '--out', 'x'], 'name at least one folder of results'],
  [['merge', '.'], '--out is missing'],
  [['merge', '/no/such/folder', '--out', 'x'], '/no/such/folder: this folder cannot be read (ENOENT)'],
  [['merge', 'test/fixtures', '--out', 'x'], 'test/fixtures: there is no NAME.detections.json in this folder'],
])('%j ends with 2 and one line', async (argv, message) => {
  const { status, stdout, stderr } = await lacuna(argv)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain(message)
  expect(stderr).toMatch(/^lacuna: [^\n]+\n$/)
})
