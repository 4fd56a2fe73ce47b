import { describe, expect, it } from 'vitest'
import { fittingFacts, latticeFacts, scaleFacts } from '../../../../src/app/lattice/facts'
import type { LatticeDescription } from '../../../../src/session/detector'

const FIT = { ratio: 0.012, angle: 1.2, places: 0.05 }

const lattice: Extract<LatticeDescription, { verdict: 'periodic' }> = {
  verdict: 'periodic',
  lengthsPx: [40.1, 40.6],
  lengthsAngstrom: [3.878, 3.926],
  angleDeg: 91.23,
  sublattices: [
    { name: 'sr', position: { u: 0, v: 0 }, columns: 610, intensity: 2 },
    { name: 'ti', position: { u: 0.5, v: 0.5 }, columns: 602, intensity: 1 },
  ],
  distortionPx: 0.4,
  fitting: [],
  remarks: [],
  crystal: { name: 'SrTiO3 [001]', pixelSize: { x: 0.0967, y: 0.0967 }, fileError: 0.035, fit: FIT },
}

describe('a lattice in one line', () => {
  it('is in px, and in Å where that is known', () => {
    const columns = '91.2° · 610 sr and 602 ti columns'
    expect(latticeFacts(lattice)).toBe(`Cell 40.10 × 40.60 px (3.88 × 3.93 Å), ${columns}`)
    expect(latticeFacts({ ...lattice, lengthsAngstrom: null })).toBe(`Cell 40.10 × 40.60 px, ${columns}`)
  })

  it('says how far the file is off, and warns where that is much', () => {
    expect(scaleFacts(lattice)).toEqual({
      text: 'SrTiO3 [001]: 0.09670 Å/px; the file’s is 3.5 % too large',
      off: true,
    })
    const crystal = { name: 'X', pixelSize: { x: 0.1, y: 0.1 }, fit: FIT }
    const off = (fileError: number | null) => scaleFacts({ ...lattice, crystal: { ...crystal, fileError } })
    expect(off(-0.01)).toEqual({ text: 'X: 0.1000 Å/px; the file’s is 1.0 % too small', off: false })
    expect(off(0)?.text).toBe('X: 0.1000 Å/px; as in the file')
    expect(off(null)?.text).toBe('X: 0.1000 Å/px')
    expect(scaleFacts({ ...lattice, crystal: null })).toBeNull()
    expect(scaleFacts({ ...lattice, crystal: 'does not fit' })).toMatchObject({ off: true })
  })
})

it('names the crystals that fit, and by how much the cell is off', () => {
  const srtio3 = { name: 'SrTiO3 [001]', fileError: -0.0086 }
  expect(fittingFacts([srtio3])).toBe('Fits SrTiO3 [001] (cell 0.9 % smaller).')
  expect(fittingFacts([{ name: 'GaAs [110]', fileError: 0.0136 }, srtio3])).toBe(
    'Fits GaAs [110] (cell 1.4 % larger) or SrTiO3 [001] (cell 0.9 % smaller).',
  )
})
