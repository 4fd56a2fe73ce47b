import { expect, test } from 'vitest'
import { driftCsv, framesCsv, framesJson } from '../../../../src/session/files/frames'
import { micrographRecord } from '../../../../src/session/files/record'
import { columnsCsv, detectionsCsv } from '../../../../src/session/files/tables'
import { micrograph, result } from '../../../support/result'

const found = result()
const review = [{ x: 16, y: 0, verdict: 'accepted', kind: 'dopant', note: 'sure' }] as const
const record = micrographRecord(micrograph(), found, found.circumstances, { review })
const frame = { frame: 1, drift: { x: 1, y: 2 }, record, reason: null }

/** Names of what an object holds, those of what is nested in it after its own, the unit last. */
function names(value: object): string[] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return [name]
    const [, stem, unit] = /^(.*?)(Px|Angstrom|)$/.exec(name)!
    return names(inner).map((part) => `${stem}${part[0].toUpperCase()}${part.slice(1)}${unit}`)
  })
}

function header(csv: string): string[] {
  return csv.split('\n', 1)[0].split(',')
}

test('a detection has the same names in the table, in the JSON and in the event', () => {
  const inJson = names(record.detections![0]).sort()
  expect(header(detectionsCsv(record)).sort()).toEqual(inJson)
  expect(names(found.detections[0]).sort()).toEqual(inJson.filter((name) => !name.startsWith('review')))
})

test('a column has the same names in the table and in the JSON', () => {
  const reviewed = record.columns!.find((column) => column.review)!
  expect(header(columnsCsv(record)).sort()).toEqual(names(reviewed).sort())
})

test('so have the detections and the drift of a frame', () => {
  const { frames } = JSON.parse(framesJson(record, [frame])) as { frames: [{ detections: object[] }] }
  const [{ detections, ...about }] = frames
  const unreviewed = names(detections[0]).filter((name) => !name.startsWith('review'))
  expect(header(framesCsv([frame])).sort()).toEqual(['frame', ...unreviewed].sort())
  expect(names(about)).toEqual(expect.arrayContaining(header(driftCsv(record, [frame])).slice(0, -1)))
})
