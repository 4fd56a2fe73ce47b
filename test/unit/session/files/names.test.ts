import { expect, test } from 'vitest'
import { driftCsv, eventsCsv, framesCsv, framesJson, seriesCsv } from '../../../../src/session/files/frame-tables'
import { seriesRecord } from '../../../../src/session/files/frames'
import type { SeriesRecord } from '../../../../src/session/files/frames'
import { micrographRecord } from '../../../../src/session/files/record'
import { columnsCsv, detectionsCsv } from '../../../../src/session/files/tables'
import { micrograph, result, series } from '../../../support/result'

const found = result()
const review = [{ x: 16, y: 0, verdict: 'accepted', kind: 'dopant', note: 'sure' }] as const
const record = micrographRecord(micrograph(), found, found.circumstances, { review })
const frames = seriesRecord(micrographRecord(micrograph(), found, found.circumstances), series())

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

test('so have the detections, the drift, the events and the columns of a series', () => {
  const inJson = JSON.parse(framesJson(frames)) as SeriesRecord
  const { detections, ...about } = inJson.frames[1]
  expect(header(framesCsv(frames)).sort()).toEqual(['frame', ...names(detections![0])].sort())
  expect(names(about)).toEqual(expect.arrayContaining(header(driftCsv(frames)).slice(0, -1)))
  expect(header(eventsCsv(frames.events)).sort()).toEqual(names(inJson.events[0]).sort())
  const { frames: shown, sublattice, i, j } = inJson.columns[0]
  expect(header(seriesCsv(frames)).sort()).toEqual([...names({ frame: 1, sublattice, i, j }), ...names(shown)].sort())
})

test('the files of a series say what came in which frame, when, and what no frame shows', () => {
  expect(eventsCsv(frames.events).split('\n')[1]).toMatch(
    /^1,appeared,vacancy,2,5,A,1,0,17,2,2.72,0.32,1,1,100,3,-97,5,/,
  )
  // The third frame was not judged.
  expect(seriesCsv(frames).trim().split('\n').length).toBe(1 + 2 * 12)
  expect(driftCsv(frames).trim().split('\n').slice(1)).toEqual([
    '1,0,0,0,0,0,0',
    '2,5,1,2,0.16,0.32,1',
    '3,10,1,2,0.16,0.32,',
  ])
  expect(frames.columns[2].frames.kind).toEqual(['bulk', 'vacancy', null])
})
