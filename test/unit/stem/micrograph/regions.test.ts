import { expect, test } from 'vitest'
import type { Micrograph } from '../../../../src/io/micrograph'
import { Random } from '../../../../src/nn'
import { Columns } from '../../../../src/stem/micrograph/columns'
import { pedestalOf } from '../../../../src/stem/micrograph/sampler'
import { unseenRegions } from '../../../../src/stem/micrograph/unseen'
import { findLattice } from '../../../../src/stem/lattice/find'
import { relation } from '../../../../src/stem/lattice/relation'
import { simulateMicrograph } from '../../../../src/stem/simulate/micrograph'
import { drawnCrystal } from '../../../support/drawn-crystal'
import { judgeWithoutModel, searchWithoutModel } from '../../../support/micrograph'
import { anyCrystal, periodic, picture } from '../../../support/lattice'

const size = 512

async function regionsOf(micrograph: Micrograph) {
  const lattice = periodic(await findLattice(micrograph))
  const judged = await judgeWithoutModel(micrograph, lattice)
  const unseen = unseenRegions(lattice, micrograph, {
    pedestal: pedestalOf(micrograph),
    grains: [lattice, ...lattice.grains].map((grain) => {
      const { table } = new Columns(grain)
      return { columns: table, hole: grain === lattice ? judged.hole : new Uint8Array(table.count) }
    }),
  })
  return {
    regions: [...unseen, ...judged.regions],
    findings: judged.findings,
    lattice,
  }
}

const crystal = simulateMicrograph({ seed: 61, width: size, height: size }).micrograph

function withVacuum(isVacuum: (x: number, y: number) => boolean): Micrograph {
  const random = new Random(1)
  return picture(size, (x, y) => (isVacuum(x, y) ? Math.max(0, 14 * random.normal()) : crystal.data[y * size + x]))
}

test('the end of the crystal is a region, and no column beside it a defect', { timeout: 60_000 }, async () => {
  const { regions, findings } = await regionsOf(withVacuum((x, y) => x + 0.3 * y > 350))
  expect(findings).toEqual([])
  expect(regions).toHaveLength(1)
  expect(regions[0].kind).toBe('vacuum')
  expect(regions[0].box.right).toBeGreaterThan(size - 20)
})

test('a hole is one region of about its size', { timeout: 60_000 }, async () => {
  const { regions, findings } = await regionsOf(withVacuum((x, y) => Math.hypot(x - 250, y - 250) < 70))
  expect(findings).toEqual([])
  expect(regions).toHaveLength(1)
  const [{ kind, area, box }] = regions
  expect(kind).toBe('vacuum')
  // Columns half in it count or do not: half a spacing all round is a fifth of the area.
  expect(Math.abs(area / (Math.PI * 70 ** 2) - 1)).toBeLessThan(0.25)
  expect(Math.abs((box.left + box.right) / 2 - 250)).toBeLessThan(15)
})

test(
  'another grain is a region with a lattice of its own, and the first lattice that of the larger one',
  { timeout: 60_000 },
  async () => {
    const turned = simulateMicrograph({ seed: 61, width: size, height: size, rotation: 14 }).micrograph
    const { regions, findings, lattice } = await regionsOf(
      picture(size, (x, y) => (x + 0.2 * y < 330 ? crystal : turned).data[y * size + x]),
    )
    expect(findings).toEqual([])
    expect(regions.slice(0, 2).map(({ kind }) => kind)).toEqual(['grain', 'boundary'])
    expect(lattice.grains).toHaveLength(1)
    const how = relation(lattice, lattice.grains[0])
    expect(how.kind).toBe('turned')
    expect(how.kind === 'turned' && Math.abs(Math.abs(how.degrees) - 14)).toBeLessThan(1.5)
    // Their border runs from x = 330 to 228, and is known to two cells.
    expect(Math.abs(regions[0].box.left - 228)).toBeLessThan(48)
    expect(regions[0].box.right).toBeGreaterThan(size - 1)
    const alone = periodic(await findLattice(crystal))
    expect(Math.abs(lattice.angle - alone.angle)).toBeLessThan(0.3)
    lattice.lengths.forEach((own, n) => expect(Math.abs(own / alone.lengths[n] - 1)).toBeLessThan(0.005))
  },
)

test('beyond an antiphase boundary the crystal goes on, translated', { timeout: 60_000 }, async () => {
  const [shift, edge] = [12, 250]
  const { regions, findings } = await regionsOf(
    picture(size, (x, y) => crystal.data[y * size + Math.max(0, y < edge ? x : x - shift)]),
  )
  expect(findings.length).toBeLessThanOrEqual(1)
  expect(regions.map(({ kind }) => kind)).toEqual(['boundary'])
  const [{ box, translation }] = regions
  expect(box.top).toBeLessThan(edge)
  expect(box.bottom).toBeGreaterThan(edge)
  expect(box.bottom - box.top).toBeLessThan(80)
  // Half a cell: which of both ways it is called is as good as the other; the strain over two cells comes with it.
  expect(Math.abs(Math.abs(translation!.x) - shift)).toBeLessThan(2.5)
  expect(Math.abs(translation!.y)).toBeLessThan(2.5)
})

/** Two phases, one above the other; below, the second sublattice is displaced by `shift` px and has another brightness. */
function twoPhases(shift: number, peak: number): Micrograph {
  const common = { size, cell: 24, width: 3.4, dose: 200, seed: 5 }
  const above = anyCrystal({
    ...common,
    motif: [
      { u: 0, v: 0, peak: 1 },
      { u: 0.5, v: 0.5, peak: 0.6 },
    ],
  })
  const below = anyCrystal({
    ...common,
    motif: [
      { u: 0, v: 0, peak: 1 },
      { u: 0.5, v: 0.5 + shift / 24, peak },
    ],
  })
  return picture(size, (x, y) => (y < 300 ? above : below).micrograph.data[y * size + x])
}

test.each([
  ['displaced', 1.6, 0.6],
  ['of another brightness', 0, 0.4],
])(
  'a phase whose sublattice is %s is a region, and so is the boundary',
  { timeout: 60_000 },
  async (_, shift, peak) => {
    const { regions, findings } = await regionsOf(twoPhases(shift, peak))
    const phases = regions.filter(({ kind }) => kind === 'phase')
    expect(phases).toHaveLength(2)
    expect(regions.filter(({ kind }) => kind === 'boundary')).toHaveLength(1)
    expect(findings.length).toBeLessThanOrEqual(2)
    const [upper, lower] = phases.sort((p, q) => p.box.top - q.box.top)
    expect(upper.box.bottom).toBeLessThan(310)
    expect(lower.box.top).toBeGreaterThan(290)
    const offCentre = ({ displacement }: typeof upper) => displacement.find(({ sublattice }) => sublattice === 'B')!.y
    expect(Math.abs(offCentre(lower) - offCentre(upper) - shift)).toBeLessThan(0.15)
  },
)

test('a crystal of one phase has none', { timeout: 60_000 }, async () => {
  const { micrograph } = anyCrystal({
    size,
    cell: 24,
    width: 3.4,
    dose: 40,
    warp: 2,
    jitter: 0.4,
    seed: 6,
    motif: [
      { u: 0, v: 0, peak: 1 },
      { u: 0.5, v: 0.5, peak: 0.6 },
    ],
  })
  expect((await regionsOf(micrograph)).regions).toEqual([])
})

test('at a masked border the picture ends, and a column missing two rows from it is found', async () => {
  const crystal = drawnCrystal({
    size: 220,
    a: { x: 18, y: 1.5 },
    b: { x: -1.5, y: 18 },
    sites: [
      { u: 0, v: 0, height: 1 },
      { u: 0.5, v: 0.5, height: 0.6 },
    ],
    sigma: 2.6,
    dose: 80,
    seed: 12,
    change: (i, j, s) => ({ height: s === 0 && i === -4 && j === 1 ? 0 : 1 }),
  })
  const missing = { x: 110 - 4 * 18 - 1.5, y: 110 - 4 * 1.5 + 18 }
  const data = crystal.data.map((own, at) => (at % 220 < 12 || at < 9 * 220 ? 0 : own))
  const { findings, remarks } = await searchWithoutModel({ ...crystal, data })
  expect(remarks).toHaveLength(1)
  expect(findings).toHaveLength(1)
  expect(Math.hypot(findings[0].x - missing.x, findings[0].y - missing.y)).toBeLessThan(2)
})

test('beyond the end of a small particle no place of its lattice is a defect', async () => {
  const { findings } = await searchWithoutModel(
    drawnCrystal({
      size: 320,
      a: { x: 13.4, y: 4.1 },
      b: { x: -4.1, y: 13.4 },
      sites: [{ u: 0, v: 0, height: 1 }],
      sigma: 2.3,
      dose: 80,
      seed: 4,
      change: (_i, _j, _s, { x, y }) => {
        const r = Math.hypot(x - 163, y - 166) / 100
        return { height: r < 0.95 ? Math.sqrt(Math.max(0.2, 1 - r * r)) : 0 }
      },
    }),
  )
  expect(findings).toEqual([])
})
