import { expect, it } from 'vitest'
import { withEdge } from '../../../../src/app/region/edges'

const whole = { width: 300, height: 200 }
const region = { x: 10, y: 20, width: 100, height: 50 }

it.each([
  ['x', 40, { ...region, x: 40 }],
  ['x', 250, { ...region, x: 250, width: 50 }],
  ['x', 999, { ...region, x: 299, width: 1 }],
  ['y', -5, { ...region, y: 0 }],
  ['width', 1e9, { ...region, width: 290 }],
  ['width', 0, { ...region, width: 1 }],
  ['height', 40.6, { ...region, height: 41 }],
] as const)('%s set to %d stays in the micrograph', (edge, typed, expected) => {
  expect(withEdge(region, edge, typed, whole)).toEqual(expected)
})
