import { expect, test } from 'vitest'
import { GALLERY } from '../../../../src/stem/crystal/gallery'
import { findLattice } from '../../../../src/stem/lattice/find'
import { fittingCrystals } from '../../../../src/stem/lattice/fitting-crystals'
import type { Lattice } from '../../../../src/stem/lattice/lattice'
import { sampleMicrograph } from '../../../../src/stem/simulate/sample'
import { periodic } from '../../../support/lattice'

/** What a scan with its errors cannot tell from a crystal: cells 2.5 % and 4 % apart, with columns in the same places. */
const ALIKE: Readonly<Record<string, string[]>> = { 'batio3-100': ['srtio3-001'], 'gaas-110': ['si-110'] }

function keysOf(lattice: Lattice, pixelSize: { x: number; y: number } | null): string[] {
  return fittingCrystals(lattice, pixelSize).map(
    ({ crystal }) => Object.entries(GALLERY).find(([, projection]) => projection === crystal)![0],
  )
}

test.each(Object.entries(GALLERY))(
  '%s is named first, and others only where they look the same',
  async (key, crystal) => {
    const { micrograph } = sampleMicrograph(3, crystal)
    const { x } = micrograph.pixelSize!
    const lattice = periodic(await findLattice(micrograph))
    expect(keysOf(lattice, micrograph.pixelSize)).toEqual([key, ...(ALIKE[key] ?? [])])
    expect(fittingCrystals(lattice, micrograph.pixelSize)[0].misfit).toBeLessThan(3)
    expect(fittingCrystals(lattice, null)).toEqual([])
    // A calibration that is off by a fifth leaves no crystal, and must not name another.
    expect(keysOf(lattice, { x: 1.2 * x, y: 1.2 * x })).not.toContain(key)
    // A cell with a column too many is none of these.
    const more = { ...lattice, sublattices: [...lattice.sublattices, { ...lattice.sublattices[0] }] }
    expect(keysOf(more, micrograph.pixelSize)).toEqual([])
  },
)
