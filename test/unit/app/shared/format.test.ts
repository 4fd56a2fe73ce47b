import { expect, it } from 'vitest'
import {
  count,
  duration,
  fixed,
  percent,
  probability,
  remaining,
  signed,
  significant,
  about,
} from '../../../../src/app/shared/format'

it.each([
  [0, '0'],
  [0.53219, '0.532'],
  [-0.3, '−0.300'],
  [1204.4, '1204'],
  [12.345, '12.3'],
  [1.5e-9, '1.50e−9'],
  [2.5e9, '2.50e+9'],
])('%d is written %s', (value, text) => {
  expect(significant(value)).toBe(text)
})

it('a signed number always shows its sign', () => {
  expect([0.25, -0.25].map((value) => signed(value, 2))).toEqual(['+0.25', '−0.25'])
})

it('what rounds to zero has no sign', () => {
  expect([0.004, 0, -0, -0.004].map((value) => signed(value, 2))).toEqual(['0.00', '0.00', '0.00', '0.00'])
  expect([-0.4, -0.6].map((value) => fixed(value, 0))).toEqual(['0', '−1'])
})

it('durations read as on a clock', () => {
  expect([0, 7.4, 750, 3723, -1].map(duration)).toEqual(['0:00', '0:07', '12:30', '1:02:03', '0:00'])
})

it('what is left follows from what is done, once anything is', () => {
  expect(remaining({ done: 0, total: 10, elapsed: 3 })).toBeNull()
  expect(remaining({ done: 2, total: 10, elapsed: 3 })).toBe(12)
  expect(remaining({ done: 10, total: 10, elapsed: 3 })).toBe(0)
})

it('counts in English', () => {
  expect([0, 1, 2].map((number) => count(number, 'detection'))).toEqual(['0 detections', '1 detection', '2 detections'])
})

it('rates and probabilities are written as a person would', () => {
  expect([0.01, 1e-6, 0.5].map(percent)).toEqual(['1 %', '0.0001 %', '50 %'])
  expect([1, 0.0312, 3.1e-7, 1e-200, 0].map(probability)).toEqual(['1', '0.031', '3·10⁻⁷', '< 10⁻⁹⁹', '< 10⁻⁹⁹'])
})

it.each([
  [0.2, 'about 1 s'],
  [7.4, 'about 7 s'],
  [43, 'about 45 s'],
  [120, 'about 2 min'],
  [3599, 'about 60 min'],
  [9000, 'about 2.5 h'],
])('%d seconds are %s', (seconds, text) => {
  expect(about(seconds)).toBe(text)
})
