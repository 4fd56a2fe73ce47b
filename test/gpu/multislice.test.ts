import { describe, expect, it } from 'vitest'
import { repeated, scan } from '../../src/physics'
import type { Microscope, ScanOptions, Specimen } from '../../src/physics'
import { testEngine } from '../support/engine'
import { referenceScan } from '../support/multislice'

const engine = await testEngine()

const A = 3.905
const SRTIO3: Specimen = {
  width: A,
  height: A,
  depth: A,
  atoms: [
    { element: 'Sr', x: 0, y: 0, z: 0 },
    { element: 'Ti', x: A / 2, y: A / 2, z: A / 2 },
    { element: 'O', x: A / 2, y: A / 2, z: 0 },
    { element: 'O', x: A / 2, y: 0, z: A / 2 },
    { element: 'O', x: 0, y: A / 2, z: A / 2 },
  ],
}
const MICROSCOPE: Microscope = { kilovolts: 200, aperture: 21.4 }
/** On Sr, on Ti and O, on O, between them. */
const PLACES = [
  { x: 0, y: 0 },
  { x: A / 2, y: A / 2 },
  { x: A / 2, y: 0 },
  { x: A / 4, y: A / 4 },
]

/** Some 30 roundings of 2⁻²⁴ a slice and a direction, of waves of which the detector sees a hundredth. */
const CLOSE = 1e-4

async function compare(options: ScanOptions): Promise<Float64Array[]> {
  const found = await scan(engine, options)
  referenceScan(options).forEach((expected, detector) =>
    expected.forEach((value, place) => expect(Math.abs(found[detector][place] / value - 1)).toBeLessThan(CLOSE)),
  )
  return found
}

describe('is the textbook’s multislice in float64', () => {
  const detectors = [
    { inner: 45, outer: 65 },
    { inner: 0, outer: 25 },
    { inner: 25, outer: 45 },
  ]
  const usual = { microscope: MICROSCOPE, detectors, width: 64, height: 64, thickest: A / 2, places: PLACES }

  it('of a crystal, on every kind of column, whose three detectors share the beam', async () => {
    const found = await compare({ ...usual, specimen: repeated(SRTIO3, [2, 2, 1]), repeats: 3 })
    PLACES.forEach((_, place) => {
      const all = found.reduce((sum, detector) => sum + detector[place], 0)
      expect(all).toBeGreaterThan(0.5)
      expect(all).toBeLessThanOrEqual(1 + 1e-5)
    })
  })

  it('of a box that is not square, at places between pixels, through a lens with every aberration', async () => {
    const specimen = { ...repeated(SRTIO3, [2, 3, 1]), depth: 2 * A }
    const microscope = {
      kilovolts: 80,
      aperture: 28,
      defocus: 40,
      cs: 0.001,
      c5: 0.5,
      astigmatism: { strength: 15, azimuth: 30 },
    }
    const places = [{ x: 1.234, y: 5.678 }]
    await compare({
      ...usual,
      specimen,
      microscope,
      places,
      width: 32,
      height: 64,
      thickest: 1.5,
      detectors: [{ inner: 28, outer: 55 }],
    })
  })

  it('of nothing: all of the beam stays in its cone', async () => {
    const vacuum = { ...SRTIO3, width: 2 * A, height: 2 * A, atoms: [] }
    const [high, low] = await scan(engine, { ...usual, specimen: vacuum })
    for (const value of high) expect(value).toBeLessThan(1e-9)
    for (const value of low) expect(value).toBeCloseTo(1, 5)
  })
})

it('moves with the crystal', async () => {
  const specimen = repeated(SRTIO3, [2, 2, 1])
  const [dx, dy] = [0.37, 1.1]
  const moved = { ...specimen, atoms: specimen.atoms.map((atom) => ({ ...atom, x: atom.x + dx, y: atom.y + dy })) }
  const options = {
    microscope: MICROSCOPE,
    detectors: [{ inner: 40, outer: 65 }],
    width: 64,
    height: 64,
    thickest: A / 2,
  }
  const [here] = await scan(engine, { ...options, specimen, places: PLACES })
  const there = await scan(engine, {
    ...options,
    specimen: moved,
    places: PLACES.map(({ x, y }) => ({ x: x + dx, y: y + dy })),
  })
  // Between its pixels a peaked potential is not quite the same.
  here.forEach((value, place) => expect(there[0][place] / value).toBeCloseTo(1, 1))
})

it('reports, and stops at its signal’s reason', async () => {
  const options = { microscope: MICROSCOPE, detectors: [{ inner: 40, outer: 65 }], width: 64, height: 64, thickest: A }
  const told: number[] = []
  const specimen = repeated(SRTIO3, [2, 2, 1])
  await scan(engine, { ...options, specimen, places: PLACES, onProgress: ({ done }) => told.push(done) })
  expect(told.at(-1)).toBe(PLACES.length)
  const held = engine.memory().buffers
  const signal = AbortSignal.abort('enough')
  await expect(scan(engine, { ...options, specimen, places: PLACES, signal })).rejects.toBe('enough')
  await engine.tidy()
  expect(engine.memory().buffers).toBeLessThanOrEqual(held)
})

it('refuses detectors that the grid cannot show, and elements that there are none of', async () => {
  const options = { specimen: SRTIO3, microscope: MICROSCOPE, width: 16, height: 16, thickest: A, places: PLACES }
  await expect(scan(engine, { ...options, detectors: [{ inner: 60, outer: 200 }] })).rejects.toThrow(/take more pixels/)
  const five = Array.from({ length: 5 }, () => ({ inner: 0, outer: 10 }))
  await expect(scan(engine, { ...options, detectors: five })).rejects.toThrow(/4 at most/)
  const foreign = { ...SRTIO3, atoms: [{ element: 'Xx', x: 0, y: 0, z: 0 }] }
  await expect(scan(engine, { ...options, specimen: foreign, detectors: [] })).rejects.toThrow(
    /no scattering factor of “Xx”/,
  )
})
