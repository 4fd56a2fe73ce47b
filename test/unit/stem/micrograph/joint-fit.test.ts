import { describe, expect, test } from 'vitest'
import type { Micrograph } from '../../../../src/io/micrograph'
import { USUAL_CRYSTAL } from '../../../../src/stem/crystal/gallery'
import { findFaintColumns } from '../../../../src/stem/lattice/faint-columns'
import { findLattice } from '../../../../src/stem/lattice/find'
import type { Lattice } from '../../../../src/stem/lattice/lattice'
import { Columns } from '../../../../src/stem/micrograph/columns'
import { detectable } from '../../../../src/stem/micrograph/detectable'
import { fitColumns } from '../../../../src/stem/micrograph/joint-fit'
import { simulateMicrograph } from '../../../../src/stem/simulate/micrograph'
import { usualSimulation } from '../../../../src/stem/simulate/options'
import { columnSignals } from '../../../../src/stem/simulate/signal'
import { median } from '../../../../src/stem/math/robust'
import { anyCrystal, MOTIFS, periodic } from '../../../support/lattice'
import { judgeWithoutModel } from '../../../support/micrograph'

const WIDTH = 3

/** What becomes of one column: the part that is left, and by which it is moved, px. */
interface Change {
  column: number
  left: number
  dx: number
}

/** A crystal of one kind of column, and a micrograph of it in which some columns are changed. */
async function crystal(seed: number, dose: number) {
  const { micrograph } = anyCrystal({ size: 320, cell: 20, motif: MOTIFS.single, width: WIDTH, dose, seed })
  const lattice = periodic(await findLattice(micrograph))
  return { micrograph, lattice, columns: new Columns(lattice) }
}

function changed(
  micrograph: Micrograph,
  { sublattices: [{ sites }] }: Lattice,
  changes: readonly Change[],
): Micrograph {
  const data = micrograph.data.slice()
  for (const { column, left, dx } of changes) {
    const { x, y, intensity } = { x: sites.x[column], y: sites.y[column], intensity: sites.intensity[column] }
    const gaussian = (u: number, v: number, x0: number) =>
      Math.exp((-0.5 * ((u - x0) ** 2 + (v - y) ** 2)) / WIDTH ** 2)
    for (let v = Math.max(0, Math.ceil(y - 15)); v <= Math.min(micrograph.height - 1, y + 15); v++) {
      for (let u = Math.max(0, Math.ceil(x - 15)); u <= Math.min(micrograph.width - 1, x + 15); u++) {
        data[v * micrograph.width + u] += intensity * (left * gaussian(u, v, x + dx) - gaussian(u, v, x))
      }
    }
  }
  return { ...micrograph, data }
}

/** Columns that are not beside the edge nor beside each other, every `each`-th of them. */
function apart(
  { columns: { table }, micrograph: { width, height } }: Awaited<ReturnType<typeof crystal>>,
  each: number,
) {
  return Array.from(table.x.keys()).filter(
    (n) =>
      Math.min(table.x[n], table.y[n], width - table.x[n], height - table.y[n]) > 30 &&
      (table.i[n] + 100 * each) % each === 0 &&
      (table.j[n] + 100 * each) % each === 0,
  )
}

/** The column nearest to a place. */
function nearest({ table: { x, y } }: Columns, px: number, py: number): number {
  const distances = Array.from(x, (_, n) => Math.hypot(x[n] - px, y[n] - py))
  return distances.indexOf(Math.min(...distances))
}

describe('all columns fitted at once', { timeout: 120_000 }, () => {
  test('a column that has gone, is half as high or has moved is measured so, and its neighbours are as before', async () => {
    const made = await crystal(1, 400)
    const { micrograph, lattice, columns } = made
    const [first, second, third] = apart(made, 4)
    const before = fitColumns(micrograph, columns)
    const changes = [
      { column: first, left: 0, dx: 0 },
      { column: second, left: 0.5, dx: 0 },
      { column: third, left: 1, dx: 2.5 },
    ]
    const after = fitColumns(changed(micrograph, lattice, changes), columns)
    expect(Math.abs(after.height[first] / before.height[first])).toBeLessThan(0.05)
    expect(Math.abs(after.height[second] / before.height[second] - 0.5)).toBeLessThan(0.03)
    const shift = (fit: typeof after) => fit.dx[third] / fit.height[third]
    expect(Math.abs(shift(after) - shift(before) - 2.5)).toBeLessThan(0.03 * 2.5)
    after.height.forEach((height, n) => {
      if (![first, second, third].includes(n)) expect(Math.abs(height / before.height[n] - 1)).toBeLessThan(0.05)
    })
  })

  test('faint columns between them, as of oxygen, are not the ground on which the others stand', async () => {
    const defects = [
      { sublattice: 'sr', kind: 'vacancy', count: 3 },
      { sublattice: 'ti', kind: 'vacancy', count: 3 },
    ] as const
    const { micrograph, truth } = simulateMicrograph({ seed: 1, width: 384, height: 384, defects: [...defects] })
    const lattice = periodic(await findLattice(micrograph))
    const faint = findFaintColumns(micrograph, lattice)!
    // Oxygen, half a lattice vector from the origin, which is at a column of Sr.
    const halves = faint.columns.map(({ u, v }) => [Math.round(2 * u) % 2, Math.round(2 * v) % 2].join())
    expect(halves.sort()).toEqual(['0,1', '1,0'])
    const columns = new Columns(lattice)
    const { height } = fitColumns(micrograph, columns)
    const signal = columnSignals(usualSimulation(USUAL_CRYSTAL))
    // What is left of a column of Ti and O without its Ti.
    const left = { sr: 0, ti: signal({ O: 1 }) / signal({ Ti: 1, O: 1 }) }
    for (const { x, y, sublattice } of truth.defects) {
      const n = nearest(columns, x, y)
      const { from, to } = columns.of(columns.table.sublattice[n])
      const part = height[n] / median(height.slice(from, to))
      // Twice what noise and scan errors do to one column; without the faint ones it is 0.15 off.
      expect(Math.abs(part - left[sublattice as 'sr' | 'ti'])).toBeLessThan(0.08)
    }
  })

  test('a picture without any has none', async () => {
    const { micrograph, lattice } = await crystal(1, 400)
    expect(findFaintColumns(micrograph, lattice)).toBeNull()
  })

  test('the edge of contamination is no change of columns', async () => {
    const { micrograph, columns } = await crystal(2, 400)
    const before = fitColumns(micrograph, columns)
    const blob = (x: number, y: number) => 400 / (1 + Math.exp((Math.hypot(x - 160, y - 160) - 50) / 4))
    const { width } = micrograph
    const data = micrograph.data.map((value, at) => value + blob(at % width, Math.floor(at / width)))
    const after = fitColumns({ ...micrograph, data }, columns)
    const errors = Array.from(after.height, (height, n) => Math.abs(height / before.height[n] - 1)).sort(
      (p, q) => p - q,
    )
    // As high as a column, and its edge no wider than one.
    expect(errors[Math.floor(0.8 * errors.length)]).toBeLessThan(0.05)
    expect(errors[errors.length - 1]).toBeLessThan(0.5)
  })
})

describe('a column that was found', { timeout: 240_000 }, () => {
  test('has the strength that it was given, to within the errors that are stated', async () => {
    const deviations: number[] = []
    for (const seed of [11, 12, 13]) {
      const made = await crystal(seed, 60)
      const which = apart(made, 3)
      const changes = which.map((column) => ({ column, left: 0.5, dx: 0 }))
      const picture = changed(made.micrograph, made.lattice, changes)
      const { findings } = await judgeWithoutModel(picture, made.lattice)
      const found = findings.filter(({ column }) => which.includes(column))
      expect(found.length).toBeGreaterThanOrEqual(0.9 * which.length)
      deviations.push(...found.map(({ strength, strengthError }) => Math.abs(strength + 50) / strengthError))
    }
    const within = (errors: number) => deviations.filter((deviation) => deviation < errors).length / deviations.length
    // Three standard deviations of a binomial share of that many.
    const margin = (share: number) => 3 * Math.sqrt((share * (1 - share)) / deviations.length)
    expect(within(1)).toBeGreaterThan(0.68 - margin(0.68))
    expect(within(2)).toBeGreaterThan(0.95 - margin(0.95))
  })

  test('would not have been if it had changed by much less than is said to be detectable', async () => {
    const made = await crystal(21, 60)
    const clean = await judgeWithoutModel(made.micrograph, made.lattice)
    const least = detectable({ ...clean, rate: 0.01 })
    const which = apart(made, 5)
    const search = async (part: number) => {
      const changes = which.map((column) => ({ column, left: 1 - part * least.deficit[column], dx: 0 }))
      const { findings } = await judgeWithoutModel(changed(made.micrograph, made.lattice, changes), made.lattice)
      return findings.filter(({ column }) => which.includes(column)).length / which.length
    }
    expect(which.length).toBeGreaterThan(4)
    expect(await search(1.25)).toBeGreaterThanOrEqual(0.8)
    expect(await search(0.5)).toBeLessThanOrEqual(0.2)
  })
})
