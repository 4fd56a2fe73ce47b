import { describe, expect, test } from 'vitest'
import { Random } from '../../../../src/nn'
import { findLattice } from '../../../../src/stem/lattice/find'
import { Columns } from '../../../../src/stem/micrograph/columns'
import { noiseAround, scatterOf } from '../../../../src/stem/micrograph/scatter'
import { besideDefects, SURROUNDINGS, surroundingsOf } from '../../../../src/stem/micrograph/surroundings'
import { planeThrough } from '../../../../src/stem/math/robust-plane'
import { anyCrystal, columnLattice, MOTIFS, periodic, picture } from '../../../support/lattice'
import { judgeWithoutModel } from '../../../support/micrograph'

describe('the height of a plane at the origin', () => {
  const random = new Random(1)
  const places = Array.from({ length: 24 }, (_, k) => ({ x: 1 + (k % 5), y: Math.floor(k / 5) - 2 }))
  const plane = (x: number, y: number) => 3 + 0.5 * x - 0.2 * y

  test('is found from one side, through outliers in a quarter of the values', () => {
    const values = places.map(({ x, y }, k) => {
      return { x, y, value: plane(x, y) + 0.01 * random.normal() + (k % 4 === 1 ? 2 : 0) }
    })
    expect(Math.abs(planeThrough(values).height - 3)).toBeLessThan(0.1)
  })

  test('of few values, or of values on a line, is their median', () => {
    expect(planeThrough(places.slice(0, 3).map((at) => ({ ...at, value: at.x }))).height).toBe(2)
    expect(planeThrough([1, 2, 3, 4, 5, 6, 9].map((x) => ({ x, y: 0, value: x }))).height).toBe(4)
    expect(planeThrough([]).height).toBeNaN()
  })
})

async function found(micrograph: ReturnType<typeof picture>) {
  return (await judgeWithoutModel(micrograph, periodic(await findLattice(micrograph)))).findings
}

test('columns beside the edge of a sheared perfect crystal are no defects', { timeout: 60_000 }, async () => {
  const all = await Promise.all(
    [1, 2, 3, 4].map((seed) => {
      const options = { size: 200, cell: 20, motif: MOTIFS.centred, width: 2.3, dose: 1000 }
      return found(anyCrystal({ ...options, angle: 82, rotation: 3 * seed, seed }).micrograph)
    }),
  )
  expect(all.flat()).toEqual([])
})

const ofEach = (values: Float32Array) => [values, values, values] as const

test('columns whose surroundings are of a kind of their own scatter as they do, not as the others', async () => {
  const random = new Random(4)
  const { micrograph } = anyCrystal({ size: 200, cell: 16, motif: MOTIFS.centred, width: 2.3, seed: 4 })
  const columns = new Columns(periodic(await findLattice(micrograph)))
  // Every sixth scatters three times as much, every sixth like the others.
  const surroundings = Uint8Array.from({ length: columns.count }, (_, n) => (n % 6 === 0 ? 2 : n % 6 === 3 ? 1 : 0))
  const values = () => Float32Array.from(surroundings, (kind) => (kind === 2 ? 3 : 1) * random.normal())
  const clues = { known: null, surroundings, noise: ofEach(new Float32Array(columns.count)) }
  const { scatter } = scatterOf([values(), values(), values()], clues, columns)
  for (const component of scatter.local) {
    const mean = (kind: number) => {
      const own = component.filter((_, n) => surroundings[n] === kind)
      return own.reduce((sum, value) => sum + value, 0) / own.length
    }
    expect(mean(2) / mean(0)).toBeGreaterThan(2)
    expect(mean(2) / mean(0)).toBeLessThan(4)
    expect(mean(1) / mean(0)).toBeLessThan(1.3)
  }
})

test('beside a defect is what is much less unusual than the defect itself', async () => {
  const { micrograph } = anyCrystal({ size: 200, cell: 16, motif: MOTIFS.centred, width: 2.3, seed: 4 })
  const columns = new Columns(periodic(await findLattice(micrograph)))
  const { table } = columns
  const middle = table.x.findIndex((x, n) => Math.hypot(x - 100, table.y[n] - 100) < 9)
  const [known, score] = [new Uint8Array(columns.count), new Float32Array(columns.count).fill(1)]
  known[middle] = 1
  const beside = (of: number) => {
    score[middle] = of
    return besideDefects({ known, score }, new Uint8Array(columns.count), columns).reduce((sum, kind) => sum + kind, 0)
  }
  expect(beside(1000)).toBe(4 * SURROUNDINGS.besideDefect)
  expect(beside(100)).toBe(0)
})

test('the lattice followed a little too far into another grain makes no defects', { timeout: 60_000 }, async () => {
  for (const seed of [1, 2]) {
    const options = { size: 256, cell: 16, motif: MOTIFS.single, width: 2.4, dose: 1000, seed }
    const [one, other] = [0, 10].map((rotation) => anyCrystal({ ...options, rotation }).micrograph)
    const both = picture(256, (x, y) => (x < 150 + 20 * seed ? one : other).data[y * 256 + x])
    expect(await found(both)).toEqual([])
  }
})

test('where the picture is noisier columns scatter more, be two fifths of them defects', () => {
  const random = new Random(5)
  const columns = new Columns(columnLattice(24))
  const isNoisy = (n: number) => columns.table.x[n] < 190 && columns.table.y[n] < 190
  const noise = Float32Array.from(
    { length: columns.count },
    (_, n) => (isNoisy(n) ? 2 : 1) * (1 + 0.05 * random.normal()),
  )
  const values = Float32Array.from(noise, (_, n) => (isNoisy(n) ? 4 : 1) * random.normal())
  const withDefects = values.map((value, n) => (isNoisy(n) && random.uniform() < 0.4 ? -40 : value))
  const around = ofEach(noiseAround(noise, columns))
  const clues = { known: null, surroundings: new Uint8Array(columns.count), noise: around }
  const { byNoise } = scatterOf([withDefects, values, values], clues, columns)
  const mean = (noisy: boolean) => {
    const own = byNoise.filter((_, n) => isNoisy(n) === noisy)
    return own.reduce((sum, value) => sum + value, 0) / own.length
  }
  // Four times as much; the defects, of which each counts as at most four spreads, raise it a little.
  expect(mean(true) / mean(false)).toBeGreaterThan(3)
  expect(mean(true) / mean(false)).toBeLessThan(8)
})

test('noise that is the same everywhere tells nothing', () => {
  const random = new Random(6)
  const columns = new Columns(columnLattice(24))
  const values = () => Float32Array.from({ length: columns.count }, () => random.normal())
  const noise = Float32Array.from({ length: columns.count }, () => 1 + 0.05 * random.normal())
  const around = ofEach(noiseAround(noise, columns))
  const clues = { known: null, surroundings: new Uint8Array(columns.count), noise: around }
  const { byNoise } = scatterOf([values(), values(), values()], clues, columns)
  for (const factor of byNoise) expect(Math.abs(factor - 1)).toBeLessThan(0.05)
})

test('what the noise of pixels does is known, though the columns in it be too few to show it', () => {
  const random = new Random(7)
  const columns = new Columns(columnLattice(16))
  const isNoisy = (n: number) => columns.table.x[n] < 60 && columns.table.y[n] < 60
  const noise = Float32Array.from({ length: columns.count }, (_, n) => (isNoisy(n) ? 1.6 : 1))
  const values = noise.map((own) => own * random.normal())
  const clues = { known: null, surroundings: new Uint8Array(columns.count), noise: ofEach(noise) }
  const { byNoise } = scatterOf([values, values, values], clues, columns)
  const ratio = byNoise[columns.at(0, 1, 1)] / byNoise[columns.at(0, 12, 12)]
  expect(ratio).toBeGreaterThan(1.35)
  expect(ratio).toBeLessThan(1.75)
})

test('columns in corners scatter as those at edges have it, and more', () => {
  const random = new Random(8)
  const side = 24
  const columns = new Columns(columnLattice(side))
  const surroundings = surroundingsOf(new Uint8Array(columns.count).fill(1), new Uint8Array(columns.count), columns)
  const corner = columns.at(0, 0, 0)
  expect(surroundings[corner]).toBe(SURROUNDINGS.corner)
  expect(surroundings[columns.at(0, 12, 0)]).toBe(SURROUNDINGS.oneSided)
  const values = () =>
    Float32Array.from(surroundings, (kind) => (kind === SURROUNDINGS.oneSided ? 3 : 1) * random.normal())
  const clues = { known: null, surroundings, noise: ofEach(new Float32Array(columns.count).fill(1)) }
  const { scatter } = scatterOf([values(), values(), values()], clues, columns)
  for (const local of scatter.local) {
    expect(local[corner] / local[columns.at(0, 12, 0)]).toBeGreaterThan(1.2)
    expect(local[columns.at(0, 12, 0)] / local[columns.at(0, 12, 12)]).toBeGreaterThan(2)
  }
})
