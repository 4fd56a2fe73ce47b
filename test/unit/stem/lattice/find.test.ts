import { describe, expect, test } from 'vitest'
import type { Micrograph } from '../../../../src/io/micrograph'
import type { Progress } from '../../../../src/progress'
import { distortionAt } from '../../../../src/stem/lattice/assemble'
import { findLattice } from '../../../../src/stem/lattice/find'
import type { Basis } from '../../../../src/stem/math/vector'
import { simulateMicrograph } from '../../../../src/stem/simulate/micrograph'
import type { TrueColumn } from '../../../../src/stem/simulate/truth'
import { drawnCrystal } from '../../../support/drawn-crystal'
import { anyCrystal, compareLattices, MOTIFS, periodic, picture } from '../../../support/lattice'

describe('any cell', { timeout: 60_000 }, () => {
  // Cell in px, ratio of its edges, angle, rotation, motif, σ of a column, dose.
  test.each([
    [10, 1, 90, 17, 'single', 2, 3],
    [10, 0.985, 91.5, 45, 'centred', 1.4, 30],
    [16, 1.3, 105, 73, 'bound', 1.5, 3],
    [24, 1, 120, 0, 'centred', 3, 3],
    [24, 1.15, 75, 45, 'three', 2.6, 30],
    [24, 0.985, 91.5, -1, 'alike', 3.2, 3],
    [40, 1, 90, 17, 'three', 4, 3],
    [80, 0.985, 91.5, 73, 'centred', 10, 3],
  ] as const)('%i px, edges 1 : %f, %f°, rotated by %i°, %s, σ %f px, %i electrons', async (...given) => {
    const [cell, ratio, angle, rotation, name, width, dose] = given
    const motif = MOTIFS[name]
    const options = { cell, ratio, angle, rotation, motif, width, dose }
    const { micrograph, basis } = anyCrystal({
      ...options,
      size: cell < 40 ? 256 : 512,
      jitter: 0.3,
      warp: 1,
      seed: cell,
    })
    const lattice = periodic(await findLattice(micrograph))
    const { deviation, area } = compareLattices(lattice, basis)
    // The field is bent by 1 px over its width: 0.6 % of the smallest field.
    expect(deviation).toBeLessThan(0.012)
    expect(area).toBeCloseTo(1, 1)
    expect(lattice.sublattices).toHaveLength(motif.length)
    expect(lattice.angle).toBeGreaterThan(89.9)
    expect(lattice.a.x).toBeGreaterThan(0)
  })
})

describe('a harmonic is not taken for the lattice', { timeout: 60_000 }, () => {
  const of = async (motif: keyof typeof MOTIFS, dose: number) => {
    const options = { size: 256, cell: 24, width: 3.2, rotation: 30, motif: MOTIFS[motif], dose, seed: 4 }
    const { micrograph, basis } = anyCrystal(options)
    return compareLattices(periodic(await findLattice(micrograph)), basis).area
  }

  test('columns that differ by a seventh make the whole cell, even where no single one shows it', async () => {
    // Of 100 electrons, a seventh is 1.4 standard deviations.
    expect(await of('alike', 3)).toBeCloseTo(1, 2)
  })

  test('columns that do not differ make half the cell', async () => {
    expect(await of('equal', 30)).toBeCloseTo(0.5, 2)
  })
})

describe('a cell is no larger than what its columns show', { timeout: 60_000 }, () => {
  const areaOf = async (micrograph: Micrograph, truth: Basis) =>
    compareLattices(periodic(await findLattice(micrograph)), truth).area

  // Rows shifted by the hum of the mains repeat after two cells, after three, or in a pattern of their own.
  test.each([
    [15.6, 0.55, 10],
    [13.78, 0.45, 3],
    [46.6, 0.8, 3],
  ])('%f px a cell, rows shifted by %f px of hum', async (cell, hum, seed) => {
    const size = cell < 20 ? 1024 : 768
    const options = { seed, width: size, height: size, pixelSize: 3.905 / cell, rotation: -1, hum, rowJitter: 0.4 }
    const { micrograph, truth } = simulateMicrograph(options)
    expect(await areaOf(micrograph, truth.lattice)).toBeCloseTo(1, 1)
  })

  /** A cell of two rows, or of three: the columns of one are as bright as `peak`, and displaced by `dx` cells along the row. */
  const rows = (count: number, peak: number, dx: number) => ({
    ratio: count,
    motif: Array.from({ length: count }, (_, n) => ({ u: n === 0 ? dx : 0, v: n / count, peak: n === 0 ? peak : 1 })),
  })

  test.each([
    ['brighter', 1.3, 0, 0, 1],
    ['displaced', 1, 0.06, 17, 1],
    // Along the scan's rows it is what hum does.
    ['displaced along the rows of the scan', 1, 0.06, 0, 0.5],
  ])('every other row %s', async (_, peak, dx, rotation, area) => {
    const given = { size: 384, cell: 20, width: 3.2, rotation, jitter: 0.3, dose: 30, seed: 7, ...rows(2, peak, dx) }
    const { micrograph, basis } = anyCrystal(given)
    expect(await areaOf(micrograph, basis)).toBeCloseTo(area, 1)
  })

  test('every third row brighter', async () => {
    const { micrograph, basis } = anyCrystal({ size: 384, cell: 18, width: 3, dose: 30, seed: 8, ...rows(3, 1.3, 0) })
    expect(await areaOf(micrograph, basis)).toBeCloseTo(1, 1)
  })
})

describe('a simulated micrograph', { timeout: 60_000 }, () => {
  const size = 512
  const simulation = simulateMicrograph({
    seed: 11,
    width: size,
    height: size,
    rotation: 20,
    distortion: 1.5,
    drift: 1.5,
  })
  const found = findLattice(simulation.micrograph).then(periodic)
  const { truth } = simulation

  test('has the lattice that it was made with', async () => {
    const lattice = await found
    const { deviation, area } = compareLattices(lattice, truth.lattice)
    // 1.5 px of strain and drift over half of the field tilt a lattice fitted to it by as much as 1.5/150.
    expect(deviation).toBeLessThan(0.01)
    expect(area).toBeCloseTo(1, 1)
    expect(lattice.quality.order).toBeGreaterThan(0.9)
    expect(lattice.quality.surrogateOrder).toBeLessThan(0.3)
  })

  test('every column by its sublattice, to a fraction of a pixel', async () => {
    const { sublattices } = await found
    expect(sublattices.map(({ name }) => name)).toEqual(['A', 'B'])
    for (const [n, name] of (['sr', 'ti'] as const).entries()) {
      const columns = truth.columns.filter(({ sublattice }) => sublattice === name)
      const { sites } = sublattices[n]
      const distances = Array.from({ length: sites.count }, (_, k) => nearest(columns, sites.x[k], sites.y[k]))
      // None of them lies on the other sublattice, and none of those within the field is left out.
      expect(distances.every((distance) => distance < 4)).toBe(true)
      expect(sites.count).toBeGreaterThan(0.97 * columns.length)
      const squares = distances.reduce((sum, distance) => sum + distance ** 2, 0)
      // Row jitter of 0.4 px is not a column's own, but moves what is seen of it: over nine rows by 0.13 px.
      expect(Math.sqrt(squares / sites.count)).toBeLessThan(0.35)
    }
  })

  test('columns are on their places on average', async () => {
    for (const { sites } of (await found).sublattices) {
      for (const off of [sites.dx, sites.dy]) {
        // Scatter of 0.3 px over more than 400 columns leaves 0.015 px.
        expect(Math.abs(off.reduce((sum, value) => sum + value, 0) / sites.count)).toBeLessThan(0.05)
      }
    }
  })

  test('indices, distortion and a column’s own displacement add up to its position', async () => {
    const { origin, a, b, sublattices, distortion } = await found
    for (const { position, sites } of sublattices) {
      for (const k of [0, sites.count >> 1, sites.count - 1]) {
        const [u, v] = [sites.i[k] + position.u, sites.j[k] + position.v]
        const bent = distortionAt(distortion, sites.x[k], sites.y[k])
        expect(origin.x + u * a.x + v * b.x + bent.x + sites.dx[k]).toBeCloseTo(sites.x[k], 3)
        expect(origin.y + u * a.y + v * b.y + bent.y + sites.dy[k]).toBeCloseTo(sites.y[k], 3)
      }
    }
  })
})

test('smooth distortion is followed far beyond what a rigid lattice could fit', { timeout: 60_000 }, async () => {
  const options = { size: 512, cell: 20, motif: MOTIFS.centred, width: 2.6, warp: 6, seed: 3 }
  const { quality } = periodic(await findLattice(anyCrystal(options).micrograph))
  // A sine of 6 px along each axis: 6 px rms in all. What is left of it is what changes within a few cells.
  expect(quality.rigidResidual).toBeGreaterThan(4)
  expect(quality.residual).toBeLessThan(0.35)
})

test('a crystal beside vacuum: no columns where none are', { timeout: 60_000 }, async () => {
  const { micrograph } = anyCrystal({ size: 384, cell: 20, motif: MOTIFS.centred, width: 2.6, seed: 5 })
  const { data, width } = micrograph
  const half = { ...micrograph, data: data.map((value, at) => (at % width < 230 ? value : at % 5)) }
  const lattice = periodic(await findLattice(half))
  const { sites } = lattice.sublattices[0]
  // The window that sees the lattice is two cells wide.
  expect(Math.max(...sites.x)).toBeLessThan(230 + 30)
  expect(sites.count).toBeGreaterThan(0.9 * (230 / 20) * (384 / 20))
})

test('progress is told, and an abort ends it', { timeout: 60_000 }, async () => {
  const { micrograph } = anyCrystal({ size: 256, cell: 20, motif: MOTIFS.single, width: 3, seed: 5 })
  const heard: Progress[] = []
  await findLattice(micrograph, { onProgress: (progress) => heard.push(progress) })
  expect(heard.map(({ stage, done, total }) => `${stage} ${done}/${total}`)).toEqual(
    [0, 1, 2, 3, 4].map((done) => `lattice ${done}/5`),
  )
  const controller = new AbortController()
  const running = findLattice(micrograph, { signal: controller.signal, onProgress: () => controller.abort('enough') })
  await expect(running).rejects.toBe('enough')
})

test('every third layer a quarter brighter: the cell is three times as long', async () => {
  const layer = (k: number) => [
    { u: 0, v: k / 3, height: k === 0 ? 1 : 0.8 },
    { u: 0.5, v: (k + 0.5) / 3, height: k === 1 ? 0.65 : 0.55 },
  ]
  const micrograph = drawnCrystal({
    size: 380,
    a: { x: 17.465, y: 4.355 },
    b: { x: -13.064, y: 52.396 },
    sites: [0, 1, 2].flatMap(layer),
    sigma: 2.2,
    dose: 120,
    seed: 2,
    change: (i, j, s) => ({ height: ['1,1,0', '-4,2,1', '5,-1,3', '-3,-2,4'].includes(`${i},${j},${s}`) ? 0 : 1 }),
  })
  const { lengths, sublattices } = periodic(await findLattice(micrograph))
  expect(Math.min(...lengths)).toBeCloseTo(18, 1)
  expect(Math.max(...lengths)).toBeCloseTo(54, 1)
  expect(sublattices).toHaveLength(6)
})

test('4096 × 4096 pixels, 30,000 columns: within six seconds of one core', { timeout: 120_000 }, async () => {
  const cell = 33.3
  const comb = (offset: number) =>
    Float64Array.from({ length: 4096 }, (_, x) => {
      const off = (x / cell + offset) % 1
      return Math.exp(-0.5 * ((Math.min(off, 1 - off) * cell) / 4.3) ** 2)
    })
  const [on, between] = [comb(0), comb(0.5)]
  let noise = 1
  const micrograph = picture(4096, (x, y) => {
    noise = (Math.imul(noise, 1664525) + 1013904223) >>> 0
    return on[x] * on[y] + 0.6 * between[x] * between[y] + (0.6 * noise) / 2 ** 32
  })
  const before = process.cpuUsage()
  const lattice = periodic(await findLattice(micrograph))
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1e6).toBeLessThan(6)
  expect(lattice.lengths[0]).toBeCloseTo(cell, 2)
  expect(lattice.sublattices.map(({ sites }) => sites.count)).toEqual([123 ** 2, 123 ** 2])
})

function nearest(columns: readonly TrueColumn[], x: number, y: number): number {
  return columns.reduce((least, column) => Math.min(least, Math.hypot(column.x - x, column.y - y)), Infinity)
}
