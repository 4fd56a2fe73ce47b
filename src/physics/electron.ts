/** Planck's constant times the speed of light, eV Å; the electron's rest energy, eV; h² / 2π m₀ e, V Å² (CODATA 2018). */
const [HC, REST, FOURIER_VOLTS] = [12398.419843320026, 510998.95, 47.87801]

/** Relativistic wavelength of an electron after so many kilovolts, Å. */
export function wavelength(kilovolts: number): number {
  const energy = 1000 * kilovolts
  return HC / Math.sqrt(energy * (2 * REST + energy))
}

/** σ: phase that a projected potential of one V Å gives to the wave, rad (Kirkland, 2nd edition, eq. 5.6). */
export function interaction(kilovolts: number): number {
  const energy = 1000 * kilovolts
  return ((2 * Math.PI) / (wavelength(kilovolts) * energy)) * ((REST + energy) / (2 * REST + energy))
}

/** Projected potential in V Å³ of a scattering factor in Å, both in Fourier space. */
export function potentialOf(scatteringFactor: number): number {
  return FOURIER_VOLTS * scatteringFactor
}
