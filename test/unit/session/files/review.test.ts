import { describe, expect, it } from 'vitest'
import { micrographRecord } from '../../../../src/session/files/record'
import { opinionOn, placed, readReview, type Reviewed, withOpinion } from '../../../../src/session/files/review'
import { columnsCsv, detectionsCsv } from '../../../../src/session/files/tables'
import { markersOf } from '../../../../src/session/picture/marks'
import { micrograph, result } from '../../../support/result'

const found = result()

/** Column 8 is found as displaced, column 2 as missing; 5 is bulk. */
function review(): Reviewed[] {
  const accepted = withOpinion([], { detection: 0 }, { verdict: 'accepted', note: 'sure, "really"' }, found)
  const renamed = withOpinion(accepted, { detection: 1 }, { verdict: 'rejected', kind: 'other' }, found)
  return withOpinion(renamed, { column: 5 }, { verdict: 'added', kind: 'vacancy' }, found)
}

describe('an opinion', () => {
  it('is of the column, whether it is asked for as a detection or as a column', () => {
    expect(opinionOn({ column: 2 }, review(), found)).toEqual(opinionOn({ detection: 0 }, review(), found))
    expect(opinionOn({ column: 3 }, review(), found)).toBeNull()
    expect(placed(review(), found).map(({ detection, column }) => [detection, column])).toEqual([
      [0, 2],
      [1, 8],
      [-1, 5],
    ])
  })

  it('stays with its column when other detections, and in another order, are found', () => {
    const [vacancy, displaced] = found.result.findings
    const later = result({ findings: [displaced, vacancy] })
    expect(opinionOn({ detection: 1 }, review(), later)).toMatchObject({ verdict: 'accepted' })
    const stricter = result({ findings: [displaced] })
    expect(placed(review(), stricter)[0]).toMatchObject({ detection: -1, column: 2 })
  })

  it('of a column that is no longer there is kept, and of nothing', () => {
    const away = [{ ...review()[0], x: 400, y: 400 }]
    expect(placed(away, found)).toMatchObject([{ detection: -1, column: -1 }])
    const record = micrographRecord(micrograph(), found, found.circumstances, { review: away })
    expect(record.review).toMatchObject([{ verdict: 'accepted', detection: null, column: null }])
  })

  it('of an interstitial is of the place between the columns', () => {
    const [vacancy] = found.result.findings
    const between = { ...vacancy, kind: 'interstitial' as const, x: 22, y: 3 }
    const later = result({ findings: [between] })
    const said = withOpinion([], { detection: 0 }, { verdict: 'accepted' }, later)
    expect(said).toMatchObject([{ x: 22, y: 3 }])
    expect(opinionOn({ detection: 0 }, said, later)).toMatchObject({ verdict: 'accepted' })
    expect(opinionOn({ column: between.column }, said, later)).toBeNull()
  })

  it('that says nothing any more is none', () => {
    const taken = withOpinion(review(), { column: 5 }, { verdict: null, kind: null }, found)
    expect(taken).toHaveLength(2)
    expect(withOpinion(review(), { detection: 0 }, { verdict: null }, found)[0].note).toBe('sure, "really"')
  })
})

it('files say what a person said, of detections, columns and those that were added', () => {
  const record = micrographRecord(micrograph(), found, found.circumstances, { review: review() })
  expect(record.detections!.map((detection) => detection.review?.verdict)).toEqual(['accepted', 'rejected'])
  expect(record.columns![5].review).toEqual({ verdict: 'added', kind: 'vacancy', note: '' })
  expect(record.columns![4].review).toBeNull()
  expect(record.review).toHaveLength(3)
  expect(record.review![2]).toMatchObject({
    verdict: 'added',
    detection: null,
    column: { sublattice: 'A', i: 2, j: 1 },
  })

  const [header, ...lines] = detectionsCsv(record).trimEnd().split('\n')
  expect(header).toMatch(/,group,reviewVerdict,reviewKind,reviewNote$/)
  expect(lines).toHaveLength(3)
  expect(lines[0]).toMatch(/,accepted,,"sure, ""really"""$/)
  expect(lines[1]).toMatch(/^2,displacement,.*,rejected,other,$/)
  expect(lines[2]).toMatch(/^,vacancy,A,2,1,32,16,.*,added,vacancy,$/)
  for (const line of [lines[1], lines[2]]) expect(line.split(',')).toHaveLength(header.split(',').length)
  const columns = columnsCsv(record).trimEnd().split('\n')
  expect(columns[6]).toMatch(/,added,vacancy,$/)
  expect(columns[5]).toMatch(/,,,$/)
})

it('a list from a file is read as far as it is one', () => {
  const [first] = review()
  expect(readReview([{ ...first, detection: 1, column: null }])).toEqual([first])
  expect(readReview([{ x: 1, y: 2, verdict: 'great' }, { x: '1' }, null, 7])).toEqual([
    { x: 1, y: 2, verdict: null, kind: null, note: '' },
  ])
  expect(readReview('none')).toEqual([])
})

it('markers show it: a tick, a step back, another shape, dashes', () => {
  const markers = markersOf(found, placed(review(), found))
  expect(markers.map(({ label, style, mark }) => [label, style, mark])).toEqual([
    ['1 ✓', 'found', 'vacancy'],
    ['2', 'rejected', 'other'],
    ['+', 'added', 'vacancy'],
  ])
})
