import { expect, it } from 'vitest'
import { driftText, moved, typed } from '../../../../src/app/frames/range'

it('steps by as many frames as are open, as far as there are any', () => {
  expect(moved({ first: 3, last: 3 }, 1, 8)).toEqual({ first: 4, last: 4 })
  expect(moved({ first: 8, last: 8 }, 1, 8)).toEqual({ first: 8, last: 8 })
  expect(moved({ first: 3, last: 5 }, -1, 8)).toEqual({ first: 1, last: 3 })
  expect(moved({ first: 4, last: 6 }, 1, 8)).toEqual({ first: 6, last: 8 })
})

it('an end that is typed takes the other along, and stays within the series', () => {
  expect(typed({ first: 2, last: 4 }, 'first', 6, 8)).toEqual({ first: 6, last: 6 })
  expect(typed({ first: 2, last: 4 }, 'last', 1, 8)).toEqual({ first: 1, last: 1 })
  expect(typed({ first: 2, last: 4 }, 'last', 99, 8)).toEqual({ first: 2, last: 8 })
  expect(typed({ first: 2, last: 4 }, 'first', NaN, 8)).toEqual({ first: 2, last: 4 })
})

it('says what is open and how far it drifted', () => {
  const shifts = [
    { x: 0, y: 0 },
    { x: 3, y: -4 },
  ]
  expect(driftText({ first: 1, last: 2 }, { first: 1, shifts })).toBe(
    'Frames 1 to 2 are summed after rigid alignment. Drift over frames 1 to 2: up to 5.0 px.',
  )
  expect(driftText({ first: 2, last: 2 }, null)).toBe('Frame 2 is open. Sum frames to measure the drift.')
})
