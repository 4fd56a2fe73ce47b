import { describe, expect, it } from 'vitest'
import { repeated, scan, scanSeries } from '../../src/physics'
import type { ScanOptions } from '../../src/physics'
import { testEngine } from '../support/engine'
import { A, SRTIO3 } from '../support/multislice'

const engine = await testEngine()

const usual: ScanOptions = {
  specimen: repeated(SRTIO3, [2, 2, 1]),
  microscope: { kilovolts: 200, aperture: 15, defocus: 30, cs: 0.01, astigmatism: { strength: 10, azimuth: 30 } },
  detectors: [
    { inner: 15, outer: 30 },
    { inner: 0, outer: 20 },
  ],
  width: 32,
  height: 32,
  thickest: A / 2,
  // On Sr, on Ti and O, on O and between them: in no order, two of them in one row.
  places: [
    { x: 0, y: 0 },
    { x: A / 2, y: A / 2 },
    { x: A / 2, y: 0 },
    { x: 1.234, y: 5.678 },
  ],
}
const whole = { prism: { interpolation: 1 } }

/** The same sums in another order, of a tenth of the beam. */
function alike(found: readonly ArrayLike<number>[], expected: readonly ArrayLike<number>[]) {
  expect(found).toHaveLength(expected.length)
  expected.forEach((values, n) => {
    expect(found[n]).toHaveLength(values.length)
    Array.from(values, (value, place) => expect(Math.abs(found[n][place] / value - 1)).toBeLessThan(3e-5))
  })
}

describe('with all plane waves PRISM is the multislice method', () => {
  it('behind several thicknesses of a tilted specimen that is not square, its atoms in motion', async () => {
    const phonons = { rms: { Sr: 0.1, Ti: 0.1, O: 0.1 }, configurations: 2, seed: 3 }
    const specimen = repeated(SRTIO3, [2, 4, 1])
    const options = { ...usual, specimen, height: 64, repeats: 3, after: [1, 3], tilt: { x: 10, y: -5 }, phonons }
    const expected = await scanSeries(engine, options)
    const told: [done: number, total: number][] = []
    const onProgress = ({ done, total }: { done: number; total: number }) => told.push([done, total])
    alike((await scanSeries(engine, { ...options, ...whole, onProgress })).flat(), expected.flat())
    expect(told.map(([done]) => done)).toEqual(told.map(([done]) => done).sort((one, other) => one - other))
    expect(told.at(-1)![0]).toBe(told.at(-1)![1])
  })

  it('at many places in rows', async () => {
    const places = Array.from({ length: 63 }, (_, n) => ({
      x: (2 * A * (n % 7)) / 7,
      y: (2 * A * Math.floor(n / 7)) / 9,
    }))
    alike(await scan(engine, { ...usual, ...whole, places }), await scan(engine, { ...usual, places }))
    expect((await scan(engine, { ...usual, ...whole, places: [] })).map(({ length }) => length)).toEqual([0, 0])
  })
})

it('with every other wave, in a crystal of twice the cells, it is the multislice method in a box of half the edge', async () => {
  const series = { ...usual, repeats: 2, after: [1, 2] }
  const expected = await scanSeries(engine, series)
  const twice = { ...series, specimen: repeated(SRTIO3, [4, 4, 1]), width: 64, height: 64 }
  // Half a box further on is the same place.
  const places = usual.places.map(({ x, y }, n) => ({ x: x + 2 * A * (n % 2), y }))
  const found = await scanSeries(engine, { ...twice, places, prism: { interpolation: 2 } })
  alike(found.flat(), expected.flat())
})

describe('refuses, and holds nothing afterwards,', () => {
  it.each<[string, Partial<ScanOptions>, RegExp]>([
    [
      'every third wave',
      { prism: { interpolation: 3 } },
      /interpolation of 3: on 32 × 32 px take a power of two from 1 to 2/,
    ],
    ['windows too small', { prism: { interpolation: 4 } }, /interpolation of 4/],
    ['no wave at all', { prism: { interpolation: 0 } }, /interpolation of 0/],
    [
      'more waves than there is room for',
      {
        ...whole,
        specimen: repeated(SRTIO3, [40, 40, 1]),
        width: 1024,
        height: 1024,
        detectors: [{ inner: 0, outer: 40 }],
      },
      /waves take .* GiB .*, 2 at most: take a greater interpolation/,
    ],
  ])('%s', async (_, wrong, message) => {
    const { buffers } = engine.memory()
    await expect(scan(engine, { ...usual, ...wrong })).rejects.toThrow(message)
    expect(engine.memory().buffers).toBe(buffers)
  })

  it('a scan that is cancelled', async () => {
    const { buffers } = engine.memory()
    const stop = new AbortController()
    const cancelled = scan(engine, { ...usual, ...whole, signal: stop.signal, onProgress: () => stop.abort('enough') })
    await expect(cancelled).rejects.toBe('enough')
    await engine.tidy()
    expect(engine.memory().buffers).toBeLessThanOrEqual(buffers)
  })
})
