import { describe, expect, it } from 'vitest'
import { repeated, scan, scanSeries } from '../../src/physics'
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

describe('of a small box', () => {
  const specimen = repeated(SRTIO3, [2, 2, 1])
  const small = {
    specimen,
    microscope: { ...MICROSCOPE, aperture: 15 },
    detectors: [{ inner: 15, outer: 30 }],
    width: 32,
    height: 32,
    thickest: A / 2,
    places: PLACES,
  }
  /** Sums of the same numbers in another order. */
  const alike = (found: ArrayLike<number>, expected: ArrayLike<number>) => {
    expect(found).toHaveLength(expected.length)
    Array.from(expected, (value, n) => expect(found[n] / value).toBeCloseTo(1, 5))
  }

  it('several thicknesses at once are those one by one', async () => {
    const series = await scanSeries(engine, { ...small, repeats: 3, after: [1, 3] })
    alike(series[0][0], (await scan(engine, { ...small, repeats: 1 }))[0])
    alike(series[1][0], (await scan(engine, { ...small, repeats: 3 }))[0])
  })

  it('a tilted specimen is one whose columns lean', async () => {
    const tilt = { x: 30, y: -12 }
    const lean = (angle: number, z: number) => Math.floor(z / (A / 2) + 1e-6) * (A / 2) * Math.tan(angle / 1000)
    const deep = repeated(specimen, [1, 1, 3])
    const atoms = deep.atoms.map((atom) => ({
      ...atom,
      x: atom.x + lean(tilt.x, atom.z),
      y: atom.y + lean(tilt.y, atom.z),
    }))
    const [leaning] = await scan(engine, { ...small, specimen: { ...deep, atoms } })
    const [tilted] = await scan(engine, { ...small, specimen: deep, tilt })
    const [upright] = await scan(engine, { ...small, specimen: deep })
    // Between its pixels a peaked potential is not quite the same.
    leaning.forEach((value, place) => expect(Math.abs(tilted[place] / value - 1)).toBeLessThan(5e-3))
    expect(Math.abs(tilted[0] / upright[0] - 1)).toBeGreaterThan(0.05)
  })

  it('elements that share a place are there in part', async () => {
    const halves = specimen.atoms.flatMap((atom) => [
      { ...atom, part: 0.25 },
      { ...atom, part: 0.75 },
    ])
    alike(
      (await scan(engine, { ...small, specimen: { ...specimen, atoms: halves } }))[0],
      (await scan(engine, small))[0],
    )
  })

  it('atoms in motion: of a seed, all by themselves, and their mean', async () => {
    const phonons = { rms: { Sr: 0.1, Ti: 0.1, O: 0.1 }, configurations: 1, seed: 3 }
    const moving = async (other: object, repeats = 2) =>
      (await scan(engine, { ...small, repeats, phonons: { ...phonons, ...other } }))[0]
    const [one, again, both] = [await moving({}), await moving({}), await moving({ configurations: 2 })]
    expect(again).toEqual(one)
    expect(Math.abs(both[0] / one[0] - 1)).toBeGreaterThan(1e-4)
    alike(await moving({ rms: {} }), (await scan(engine, { ...small, repeats: 2 }))[0])
    // Cells that are alike scatter no longer alike.
    expect(Math.abs(one[0] / (await moving({ seed: 4 }))[0] - 1)).toBeGreaterThan(1e-4)
  })
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
    ['a tilt of nothing', { tilt: { x: NaN, y: 0 } }, /tilt is at NaN/],
    ['no configuration', { phonons: { rms: {}, configurations: 0, seed: 1 } }, /0 configurations/],
    ['motion below none', { phonons: { rms: { Sr: -1 }, configurations: 1, seed: 1 } }, /motion of Sr is -1/],
    ['edges of 48 px', { width: 48 }, /power of two/],
  ])('%s', async (_, wrong, message) => {
    const { buffers } = engine.memory()
    await expect(scan(engine, { ...usual, ...wrong })).rejects.toThrow(message)
    expect(engine.memory().buffers).toBe(buffers)
  })
})

it('refuses to look after what is not there', async () => {
  const options = {
    specimen: SRTIO3,
    microscope: MICROSCOPE,
    detectors: [],
    width: 64,
    height: 64,
    thickest: A,
    places: [],
  }
  for (const after of [[], [2], [1, 1]]) {
    await expect(scanSeries(engine, { ...options, after })).rejects.toThrow(/look after .* of 1 repeats/)
  }
})
