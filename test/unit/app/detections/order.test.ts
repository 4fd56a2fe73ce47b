import { expect, it } from 'vitest'
import { choices, nextOrder, ordered } from '../../../../src/app/detections/order'
import type { DetectionRecord } from '../../../../src/session/detector'
import { result } from '../../../support/result'

const [first] = result().detections

function detection(id: number, change: Partial<DetectionRecord>): DetectionRecord {
  return { ...first, id, score: 10 - id, pValue: id / 1e6, ...change }
}

const detections = [
  detection(1, { kind: 'vacancy', sublattice: 'sr', strength: -98, displacementPx: { x: 0.1, y: 0 } }),
  detection(2, { kind: 'excess', sublattice: 'ti', strength: 30, displacementPx: { x: 0.1, y: 0 } }),
  detection(3, { kind: 'displacement', sublattice: 'sr', strength: 2, displacementPx: { x: -3, y: 0 } }),
]

it.each([
  ['id', false, [0, 1, 2]],
  ['id', true, [2, 1, 0]],
  ['kind', false, [2, 1, 0]],
  ['sublattice', false, [0, 2, 1]],
  ['strength', false, [0, 2, 1]],
  ['displacement', true, [2, 0, 1]],
  ['pValue', false, [0, 1, 2]],
  ['score', false, [2, 1, 0]],
] as const)('by %s, descending %j', (key, descending, expected) => {
  expect(ordered(detections, { key, descending })).toEqual(expected)
})

it('a filter leaves out other kinds and other sublattices', () => {
  const order = { key: 'id', descending: false } as const
  expect(ordered(detections, order, { kind: null, sublattice: 'sr' })).toEqual([0, 2])
  expect(ordered(detections, order, { kind: 'vacancy', sublattice: 'sr' })).toEqual([0])
  expect(ordered(detections, order, { kind: 'vacancy', sublattice: 'ti' })).toEqual([])
})

it('there is to choose from what there is, each with its number', () => {
  expect(choices(['ti', 'sr', 'ti'])).toEqual([
    ['sr', 1],
    ['ti', 2],
  ])
})

it('a second click turns a column round; sizes begin with the largest', () => {
  const byNumber = { key: 'id', descending: false } as const
  expect(nextOrder(byNumber, 'id')).toEqual({ key: 'id', descending: true })
  expect(nextOrder(byNumber, 'score')).toEqual({ key: 'score', descending: true })
  expect(nextOrder(byNumber, 'kind')).toEqual({ key: 'kind', descending: false })
})
