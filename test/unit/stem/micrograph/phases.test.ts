import { beforeAll, expect, test } from 'vitest'
import { Random } from '../../../../src/nn'
import { findLattice } from '../../../../src/stem/lattice/find'
import { Columns } from '../../../../src/stem/micrograph/columns'
import { findPhases } from '../../../../src/stem/micrograph/phases'
import { anyCrystal, MOTIFS, periodic } from '../../../support/lattice'

let columns: Columns

beforeAll(async () => {
  const { micrograph } = anyCrystal({ size: 320, cell: 16, motif: MOTIFS.centred, width: 2.2, dose: 300, seed: 3 })
  columns = new Columns(periodic(await findLattice(micrograph)))
}, 60_000)

/** Columns of the second phase, where the second sublattice is displaced along x by what a place asks. */
function inSecondPhase(displaced: (x: number) => number): number {
  const random = new Random(2)
  const { table, count } = columns
  const height = new Float32Array(count).fill(1)
  const dx = Float32Array.from(
    table.sublattice,
    (s, n) => 0.05 * random.normal() + (s === 1 ? displaced(table.x[n]) : 0),
  )
  const dy = Float32Array.from(height, () => 0.05 * random.normal())
  const { label } = findPhases(columns, { height, dx, dy }, new Uint8Array(count).fill(1))
  return label.reduce((sum, is) => sum + is, 0) / count
}

test('a sublattice displaced on one side of a line makes two phases', () => {
  expect(Math.abs(inSecondPhase((x) => (x < 120 ? 0.5 : -0.5)) - 120 / 320)).toBeLessThan(0.05)
})

test('one displaced gradually, as by strain, makes none', () => {
  expect(inSecondPhase((x) => x / 320)).toBe(0)
  expect(inSecondPhase((x) => 0.6 * Math.sin(x / 60))).toBe(0)
})

test('a cell that is strained on one side makes none: the columns in it are where the lattice has them', async () => {
  const { micrograph } = anyCrystal({ size: 256, cell: 22, motif: MOTIFS.bound, width: 2.2, dose: 300, seed: 4 })
  const lattice = periodic(await findLattice(micrograph))
  for (const { sites } of lattice.sublattices) {
    for (let n = 0; n < sites.count; n++) sites.x[n] += 0.05 * Math.max(0, sites.x[n] - 120)
  }
  const strained = new Columns(lattice)
  const random = new Random(2)
  const noise = () => Float32Array.from({ length: strained.count }, () => 0.03 * random.normal())
  const height = new Float32Array(strained.count).fill(1)
  const { label } = findPhases(strained, { height, dx: noise(), dy: noise() }, new Uint8Array(strained.count).fill(1))
  expect(label.includes(1)).toBe(false)
})
