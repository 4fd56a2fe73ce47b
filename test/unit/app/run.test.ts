import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DEFAULT_RUN, formatRun, parseRun, wholeNumber } from '../../../src/app/state/run'

it('every run survives the address bar', () => {
  const runs = fc.record({
    preset: fc.constantFrom('fast' as const, 'paper' as const),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    epochs: fc.option(fc.integer({ min: 1, max: 10_000 })),
    falseAlarmRate: fc.constantFrom(0.01, 0.5, 1e-6, 0.025),
    crystal: fc.constantFrom(null, 'SrTiO3 [001]', 'srtio3-001'),
  })
  fc.assert(
    fc.property(runs, (run) => {
      expect(parseRun(formatRun(run))).toEqual(run)
    }),
  )
})

it.each([
  ['', DEFAULT_RUN],
  ['#', DEFAULT_RUN],
  ['#preset=slow&seed=-1&epochs=0', DEFAULT_RUN],
  ['#seed=1.5&epochs=1e3', DEFAULT_RUN],
  ['#rate=0&crystal=NaCl', DEFAULT_RUN],
  ['#rate=0.6&crystal={', DEFAULT_RUN],
  ['#rate=', DEFAULT_RUN],
  ['#seed=7', { ...DEFAULT_RUN, seed: 7 }],
  ['#other=1&preset=paper', { ...DEFAULT_RUN, preset: 'paper' }],
])('reads %j without trusting it', (hash, run) => {
  expect(parseRun(hash)).toEqual(run)
})

it.each([
  ['12', 12],
  [' 12 ', 12],
  ['', null],
  ['1e1', null],
  ['0', null],
  ['101', null],
  [null, null],
])('takes %j for %j', (text, value) => {
  expect(wholeNumber(text, 1, 100)).toBe(value)
})
