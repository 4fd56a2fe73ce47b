import { describe, expect, it } from 'vitest'
import { repeated, scan } from '../../src/physics'
import type { Microscope, ScanOptions } from '../../src/physics'
import { testEngine } from '../support/engine'
import { A, referenceScan, SRTIO3 } from '../support/multislice'

const engine = await testEngine()

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

describe('refuses, and holds nothing afterwards,', () => {
  const usual = {
    specimen: SRTIO3,
    microscope: MICROSCOPE,
    detectors: [{ inner: 30, outer: 60 }],
    width: 64,
    height: 64,
    thickest: A,
    places: PLACES,
  }
  it.each<[string, Partial<ScanOptions>, RegExp]>([
    [
      'detectors beyond the grid',
      { detectors: [{ inner: 60, outer: 300 }] },
      /detector from 60 to 300 .*take more pixels/,
    ],
    ['a ring without room', { detectors: [{ inner: 60, outer: 60 }] }, /detector from 60 to 60 mrad/],
    ['five detectors', { detectors: Array.from({ length: 5 }, () => ({ inner: 0, outer: 10 })) }, /4 at most/],
    [
      'an aperture beyond the grid',
      { microscope: { ...MICROSCOPE, aperture: 200 } },
      /aperture of 200 .*take more pixels/,
    ],
    ['no aperture', { microscope: { ...MICROSCOPE, aperture: 0 } }, /aperture is 0/],
    [
      'an element of nobody',
      { specimen: { ...SRTIO3, atoms: [{ element: 'Xx', x: 0, y: 0, z: 0 }] } },
      /factor of “Xx”/,
    ],
    [
      'an atom nowhere',
      { specimen: { ...SRTIO3, atoms: [{ element: 'O', x: NaN, y: 0, z: 0 }] } },
      /atom of O is at NaN/,
    ],
    ['a probe nowhere', { places: [{ x: 0, y: Infinity }] }, /place of the probe is at 0, Infinity/],
    ['slices of no thickness', { thickest: 0 }, /thickest slice is 0/],
    ['half a repeat', { repeats: 0.5 }, /0\.5 repeats/],
    ['edges of 48 px', { width: 48 }, /power of two/],
  ])('%s', async (_, wrong, message) => {
    const { buffers } = engine.memory()
    await expect(scan(engine, { ...usual, ...wrong })).rejects.toThrow(message)
    expect(engine.memory().buffers).toBe(buffers)
  })
})
