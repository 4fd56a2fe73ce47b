import { expect, test } from 'vitest'
import { SimulationTimes } from '../../../../src/app/simulation/times'

function keeping(kept = new Map<string, string>()): SimulationTimes {
  return new SimulationTimes(() => ({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  }))
}

test('after one run more work takes more in proportion, and less takes as long', () => {
  const times = keeping()
  expect(times.of(10)).toBeNull()
  times.measured(5, 20)
  expect([times.of(10), times.of(1)]).toEqual([40, 20])
})

test('after two it is known what each begins with: the shortest and the longest count, the latest of equals', () => {
  const times = keeping()
  for (const [amount, seconds] of [
    [5, 99],
    [5, 20],
    [25, 60],
    [15, 1000],
    [5, NaN],
  ])
    times.measured(amount, seconds)
  expect([times.of(5), times.of(25), times.of(45)]).toEqual([20, 60, 100])
})

test('what a browser keeps of something else, or refuses to keep, is nothing', () => {
  expect(keeping(new Map([['lacuna-multislice-times', '[[1], "x", [1, -2]]']])).of(10)).toBeNull()
  expect(keeping(new Map([['lacuna-multislice-times', '{']])).of(10)).toBeNull()
  const none = new SimulationTimes(() => {
    throw new DOMException('no', 'SecurityError')
  })
  none.measured(5, 20)
  expect(none.of(10)).toBeNull()
})
