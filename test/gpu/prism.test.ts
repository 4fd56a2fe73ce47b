import { describe, expect, it } from 'vitest'
import { repeated, scan, scanSeries } from '../../src/physics'
import type { ScanOptions } from '../../src/physics'
import { testEngine } from '../support/engine'
import { A, SRTIO3 } from '../support/multislice'

const engine = await testEngine()

/** On Sr, on Ti and O, on O, and between them, in no order, two of them in one row. */
const PLACES = [
  { x: 0, y: 0 },
  { x: A / 2, y: A / 2 },
  { x: A / 2, y: 0 },
  { x: 1.234, y: 5.678 },
]

/** As rounding parts two ways of the same sums: of a hundredth of the beam. */
const CLOSE = 1e-4

function alike(found: ArrayLike<number>, expected: ArrayLike<number>) {
  expect(found).toHaveLength(expected.length)
  Array.from(expected, (value, n) => expect(Math.abs(found[n] / value - 1)).toBeLessThan(CLOSE))
}

const usual: ScanOptions = {
  specimen: repeated(SRTIO3, [2, 2, 1]),
  microscope: { kilovolts: 200, aperture: 21.4, defocus: 30, cs: 0.01, astigmatism: { strength: 10, azimuth: 30 } },
  detectors: [
    { inner: 45, outer: 65 },
    { inner: 0, outer: 25 },
  ],
  width: 64,
  height: 64,
  thickest: A / 2,
  places: PLACES,
}
const whole = { prism: { interpolation: 1 } }

describe('with all plane waves PRISM is the multislice method', () => {
  it('behind several thicknesses of a tilted specimen', async () => {
    const options = { ...usual, repeats: 3, after: [1, 3], tilt: { x: 10, y: -5 } }
    const expected = await scanSeries(engine, options)
    const found = await scanSeries(engine, { ...options, ...whole })
    expected.flat().forEach((values, n) => alike(found.flat()[n], values))
  })

  it('of a box that is not square, its atoms in motion', async () => {
    const specimen = repeated(SRTIO3, [2, 3, 1])
    const phonons = { rms: { Sr: 0.1, Ti: 0.1, O: 0.1 }, configurations: 2, seed: 3 }
    const options = { ...usual, specimen, height: 128, phonons, detectors: [{ inner: 30, outer: 50 }] }
    const [expected] = await scan(engine, options)
    const [found] = await scan(engine, { ...options, ...whole })
    alike(found, expected)
  })
})

it('with every other wave in a crystal of twice the cells it is the multislice method in a box of half the edge', async () => {
  const expected = await scan(engine, { ...usual, repeats: 2 })
  const twice = { ...usual, specimen: repeated(SRTIO3, [4, 4, 1]), width: 128, height: 128, repeats: 2 }
  const found = await scan(engine, { ...twice, prism: { interpolation: 2 } })
  found.forEach((values, n) => alike(values, expected[n]))
})
