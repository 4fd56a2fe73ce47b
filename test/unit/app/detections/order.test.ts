import { expect, it } from 'vitest'
import { choices, nextOrder, ordered } from '../../../../src/app/detections/order'
import type { DetectionRecord } from '../../../../src/session/detector'
import { result } from '../../session/result'

const [first] = result().detections
const detection = (id: number, kind: DetectionRecord['kind'], sublattice: string, strength: number, dx: number) => {
  return { ...first, id, kind, sublattice, strength, displacementPx: { x: dx, y: 0 }, score: 10 - id, pValue: id / 1e6 }
}

const detections = [
  detection(1, 'vacancy', 'sr', -98, 0.1),
  detection(2, 'excess', 'ti', 30, 0.1),
  detection(3, 'displacement', 'sr', 2, -3),
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
