import { expect, it } from 'vitest'
import { inUnit, pixelSizeFacts } from '../../../../src/app/pixel-size/sizes'
import type { LatticeDescription } from '../../../../src/session/detector'

const [file, hand] = [
  { x: 0.1, y: 0.1 },
  { x: 0.1, y: 0.13 },
]
const lattice: LatticeDescription = {
  verdict: 'periodic',
  lengthsPx: [16, 16],
  lengthsAngstrom: null,
  angleDeg: 90,
  sublattices: [],
  remarks: [],
  distortionPx: 0,
  fitting: [],
  crystal: {
    name: 'SrTiO3 [001]',
    pixelSize: { x: 0.098, y: 0.098 },
    fileError: 0.02,
    fit: { ratio: 0, angle: 0, places: null },
  },
}

it.each([
  [{ file: null, hand: null, lattice: null }, 'Pixel size not known'],
  [{ file, hand: null, lattice: { ...lattice, crystal: null } }, '0.1000 Å/px, from the file'],
  [{ file, hand: null, lattice: null, simulated: true }, '0.1000 Å/px, as simulated'],
  [{ file, hand, lattice: null }, '0.1000 × 0.1300 Å/px, by hand; 0.1000 Å/px, from the file'],
  [{ file: null, hand, lattice: null }, '0.1000 × 0.1300 Å/px, by hand; the file does not say'],
  [{ file, hand: null, lattice }, '0.09800 Å/px, from SrTiO3 [001]; 0.1000 Å/px, from the file'],
  [{ file: null, hand: null, lattice }, '0.09800 Å/px, from SrTiO3 [001]; the file does not say'],
] as const)('says which pixel size counts, and where each is from: %#', (known, text) => {
  expect(pixelSizeFacts(known)).toBe(text)
})

it('is written in any unit without rounding errors', () => {
  expect(inUnit(0.195312, 'Å')).toBe('0.195312')
  expect(inUnit(0.2, 'nm')).toBe('0.02')
  expect(inUnit(0.123, 'pm')).toBe('12.3')
})
