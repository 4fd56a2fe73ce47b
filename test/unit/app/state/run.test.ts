import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beforeNext, DEFAULT_RUN, formatRun, parseRun, runAfter, runForAnother } from '../../../../src/app/state/run'

it('every run survives the address bar', () => {
  const runs = fc.record({
    preset: fc.constantFrom('fast' as const, 'paper' as const),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    epochs: fc.option(fc.integer({ min: 1, max: 100_000 })),
    region: fc.constantFrom(null, { x: 0, y: 0, width: 64, height: 64 }, { x: 12, y: 345, width: 6789, height: 1 }),
    rate: fc.constantFrom(0.01, 0.5, 1e-6, 0.025),
    crystal: fc.constantFrom(null, 'SrTiO3 [001]', 'srtio3-001'),
    image: fc.constantFrom(null, '2', 'HAADF & more = x'),
    frames: fc.constantFrom(null, 'all' as const, { first: 3, last: 3 }, { first: 2, last: 17 }),
    pixelSize: fc.constantFrom(null, { x: 0.2, y: 0.2 }, { x: 0.123456789, y: 0.25 }),
    contrast: fc.constantFrom('auto' as const, 'bright' as const, 'dark' as const),
    thickness: fc.constantFrom(null, 1, 20),
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
  ['#region=1,2,3&region=', DEFAULT_RUN],
  ['#region=-1,0,64,64', DEFAULT_RUN],
  ['#region=1%2C2%2C64%2C64', { ...DEFAULT_RUN, region: { x: 1, y: 2, width: 64, height: 64 } }],
  ['#image=&frames=0&pixel-size=-1', DEFAULT_RUN],
  ['#frames=5-2&pixel-size=1,2,3', DEFAULT_RUN],
  ['#frames=2-5&pixel-size=0.2', { ...DEFAULT_RUN, frames: { first: 2, last: 5 }, pixelSize: { x: 0.2, y: 0.2 } }],
  ['#seed=7', { ...DEFAULT_RUN, seed: 7 }],
  ['#other=1&preset=paper', { ...DEFAULT_RUN, preset: 'paper' }],
])('reads %j without trusting it', (hash, run) => {
  expect(parseRun(hash)).toEqual(run)
})

it('a region can be read in the address', () => {
  const region = { x: 10, y: 20, width: 300, height: 200 }
  expect(formatRun({ ...DEFAULT_RUN, region })).toBe('#preset=fast&seed=1&region=10,20,300,200')
})

describe('the region of a run, when another micrograph is opened', () => {
  const run = { ...DEFAULT_RUN, region: { x: 100, y: 0, width: 100, height: 50 } }
  const [large, small] = [
    { width: 200, height: 50 },
    { width: 199, height: 50 },
  ]

  it.each([
    ['stays where it lies in both', large, large, run.region],
    ['goes with the micrograph that it lies in', large, small, null],
    ['waits for its micrograph while others are open', small, small, run.region],
    ['waits for its micrograph while none is', null, small, run.region],
    ['has found it', small, large, run.region],
  ])('%s', (_, before, opened, region) => {
    expect(runAfter(run, before, opened)).toEqual({ ...run, region })
  })
})

describe('what was chosen for one file', () => {
  const address = { ...DEFAULT_RUN, crystal: 'SrTiO3 [001]', image: '2' }
  const chosen = { ...address, frames: 'all' as const, pixelSize: { x: 0.2, y: 0.2 }, seed: 7 }

  it('goes with it; what is of the search stays', () => {
    expect(runForAnother(chosen, { run: address, waits: false })).toEqual({ ...DEFAULT_RUN, seed: 7 })
  })

  it('waits for its file where it came with the address, also while the simulated micrograph is shown', () => {
    expect(runForAnother(chosen, null)).toEqual(chosen)
    expect(runForAnother(address, beforeNext(null, address, true))).toEqual(address)
    const renamed = { ...address, crystal: 'srtio3-001' }
    expect(runForAnother(renamed, beforeNext(null, address, true))).toEqual({ ...address, crystal: null })
    // So does the crystal of a sample, whatever it was when that was opened.
    const sampled = beforeNext(beforeNext(null, address, true), renamed, true)
    expect(runForAnother(renamed, sampled)).toEqual({ ...address, crystal: null })
    const afterFile = beforeNext(beforeNext(sampled, address, false), renamed, true)
    expect(runForAnother(renamed, afterFile)).toEqual({ ...DEFAULT_RUN })
  })
})
