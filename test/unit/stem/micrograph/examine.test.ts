import { describe, expect, test } from 'vitest'
import { examine } from '../../../../src/stem/micrograph/examine'
import { findLattice } from '../../../../src/stem/lattice/find'
import type { MotifSite } from '../../../support/lattice'
import { anyCrystal, compareLattices, MOTIFS, periodic } from '../../../support/lattice'

/** Two columns in a hexagonal cell, as in graphene and in transition-metal dichalcogenides. */
const honeycomb = (peak: number): MotifSite[] => [
  { u: 0, v: 0, peak: 1 },
  { u: 1 / 3, v: 2 / 3, peak },
]
const hexagonal = { size: 256, ratio: 1, angle: 120, rotation: 11 }

describe('sublattices that blur together or of which one is weak', { timeout: 60_000 }, () => {
  // Height of the second column, distance in σ, electrons.
  test.each([
    [1, 3, 30],
    [1, 3, 3],
    [1, 2.5, 30],
    [0.5, 3, 30],
    [0.3, 3, 30],
    [0.2, 3.5, 30],
    [0.15, 4, 30],
    [0.15, 3.5, 100],
    [0.3, 4, 5],
  ])('height %f, %f σ apart, %i electrons', async (peak, apart, dose) => {
    const cell = 21
    const width = cell / Math.sqrt(3) / apart
    const given = { ...hexagonal, cell, width, motif: honeycomb(peak), dose, seed: 3 }
    const { micrograph, basis } = anyCrystal(given)
    const lattice = periodic(await findLattice(micrograph))
    expect(compareLattices(lattice, basis).area).toBeCloseTo(1, 1)
    expect(lattice.sublattices).toHaveLength(2)
    expect(lattice.contrast).toBe('bright')
    const { u, v } = lattice.sublattices[1].position
    // Of two equal ones either may be the first; overlap moves the fitted place of a weak one by less than a tenth of a cell.
    const off = [1, 2].map((k) => Math.hypot(((u * 3) % 3) - k, ((v * 3) % 3) - ((2 * k) % 3)) / 3)
    expect(Math.min(...off, ...[1, 2].map((k) => Math.hypot(u - k / 3, v - k / 3)))).toBeLessThan(0.1)
  })
})

describe('one sublattice stays one', { timeout: 60_000 }, () => {
  test.each([
    [14, 3.5, 90],
    [20, 3, 60],
    [12, 3, 120],
  ])('cell of %i px, columns of σ = %f px, %i°', async (cell, width, angle) => {
    const { micrograph } = anyCrystal({ size: 256, cell, angle, rotation: 5, width, motif: MOTIFS.single, seed: 4 })
    expect(periodic(await findLattice(micrograph)).sublattices).toHaveLength(1)
  })
})

describe('dark columns on bright ground', { timeout: 60_000 }, () => {
  test.each(['single', 'centred', 'three', 'bound'] as const)('%s', async (name) => {
    const { micrograph, basis } = anyCrystal({
      size: 256,
      cell: 22,
      width: 2.8,
      rotation: 13,
      motif: MOTIFS[name],
      seed: 6,
    })
    const most = Math.max(...micrograph.data)
    const dark = { ...micrograph, data: micrograph.data.map((value) => 1.2 * most - value) }
    const examined = await examine(dark, { contrast: 'auto' })
    const lattice = periodic(examined.found)
    expect(lattice.contrast).toBe('dark')
    expect(lattice.sublattices).toHaveLength(MOTIFS[name].length)
    expect(compareLattices(lattice, basis).area).toBeCloseTo(1, 1)
    expect(examined.remarks).toEqual([expect.stringContaining('searched inverted')])
    // The same columns as in the micrograph with bright ones.
    const bright = periodic(await findLattice(micrograph))
    expect(lattice.sublattices[0].sites.count).toBe(bright.sublattices[0].sites.count)
    expect(lattice.sublattices[0].intensity).toBeCloseTo(bright.sublattices[0].intensity, 0)
  })

  test('as asked, whatever they are', async () => {
    const { micrograph } = anyCrystal({ size: 256, cell: 22, width: 2.8, motif: MOTIFS.single, seed: 6 })
    for (const contrast of ['dark', 'bright'] as const) {
      const { found } = await examine(micrograph, { contrast })
      expect(periodic(found).contrast).toBe(contrast)
    }
  })
})
