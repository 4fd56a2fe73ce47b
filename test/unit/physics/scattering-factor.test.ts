import { expect, test } from 'vitest'
import { isScatteringElement, scatteringFactor } from '../../../src/physics'

test('scattering factors fall with the angle, to what the nucleus does', () => {
  expect(isScatteringElement('Sr')).toBe(true)
  expect(isScatteringElement('Xx')).toBe(false)
  expect(() => scatteringFactor('Xx', 1)).toThrow(/no scattering factor of “Xx”/)
  for (const [symbol, number] of [
    ['O', 8],
    ['Sr', 38],
    ['Au', 79],
  ] as const) {
    const factors = [0, 0.5, 1, 2, 4, 8].map((q) => scatteringFactor(symbol, q ** 2))
    factors.slice(1).forEach((factor, n) => expect(factor).toBeLessThan(factors[n]))
    // Mott and Bethe: Z / (2π² a₀ q²) once the electrons’ cloud no longer screens the nucleus; a₀ = 0.529 Å.
    const bare = number / (2 * Math.PI ** 2 * 0.529177 * 64)
    expect(factors[5] / bare).toBeGreaterThan(0.9)
    expect(factors[5] / bare).toBeLessThan(1.02)
  }
})
