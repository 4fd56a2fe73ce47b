import { expect, test } from 'vitest'
import { interaction, wavelength } from '../../../src/physics'

test('wavelength and interaction constant are those of the textbooks', () => {
  // Kirkland, 2nd edition, table 2.2, and Reimer and Kohl, Transmission Electron Microscopy: Å.
  expect(wavelength(100)).toBeCloseTo(0.037014, 6)
  expect(wavelength(200)).toBeCloseTo(0.025079, 6)
  expect(wavelength(300)).toBeCloseTo(0.019687, 6)
  // 10⁻³ rad / V Å.
  expect(1000 * interaction(100)).toBeCloseTo(0.9244, 3)
  expect(1000 * interaction(200)).toBeCloseTo(0.7288, 3)
})
