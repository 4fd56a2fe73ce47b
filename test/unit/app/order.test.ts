import { expect, it } from 'vitest'
import { nextOrder, ordered } from '../../../src/app/detections/order'
import type { Detection } from '../../../src/session/detector'

const detection = (x: number, y: number, kind: Detection['kind'], nearMaximum: number, score: number): Detection => ({
  x,
  y,
  xAngstrom: null,
  yAngstrom: null,
  kind,
  nearMaximum,
  score,
})

const detections = [
  detection(50, 9, 'excess', 0.3, 12),
  detection(10, 9, 'deficit', -0.4, 15),
  detection(30, 2, 'excess', 0.2, 12),
]

it.each([
  ['id', false, [0, 1, 2]],
  ['id', true, [2, 1, 0]],
  ['position', false, [2, 1, 0]],
  ['kind', false, [1, 0, 2]],
  ['nearMaximum', false, [1, 2, 0]],
  ['score', true, [1, 0, 2]],
] as const)('by %s, descending %j', (key, descending, expected) => {
  expect(ordered(detections, { key, descending })).toEqual(expected)
})

it('a second click turns a column round; scores begin with the largest', () => {
  const byNumber = { key: 'id', descending: false } as const
  expect(nextOrder(byNumber, 'id')).toEqual({ key: 'id', descending: true })
  expect(nextOrder(byNumber, 'score')).toEqual({ key: 'score', descending: true })
  expect(nextOrder(byNumber, 'kind')).toEqual({ key: 'kind', descending: false })
})
