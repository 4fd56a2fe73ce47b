import { wavelength } from './electron'
import type { Grid } from './frequencies'
import { overBand } from './frequencies'

export interface Microscope {
  kilovolts: number
  /** Half-angle of the probe's aperture, mrad. */
  aperture: number
  /** Underfocus (Å, negative C1), spherical aberration of third and fifth order (mm), twofold astigmatism (Å, its azimuth in degrees). */
  defocus?: number
  cs?: number
  c5?: number
  astigmatism?: { strength: number; azimuth: number }
}

const A_PER_MM = 1e7

/**
 * The probe in Fourier space, of intensity 1 over the whole plane: 1 within the aperture, with half a pixel of smooth edge, times e^(−iχ),
 *
 *   χ = 2π/λ · (−½ Δf α² + ½ A α² cos 2(φ − φ_A) + ¼ Cs α⁴ + ⅙ C5 α⁶),   α = λ k
 *
 * (Kirkland, 2nd edition, eq. 2.20 and 3.21).
 */
export function probe(microscope: Microscope, grid: Grid): Float32Array {
  const { aperture, defocus = 0, cs = 0, c5 = 0, astigmatism = { strength: 0, azimuth: 0 } } = microscope
  const lambda = wavelength(microscope.kilovolts)
  const azimuth = (astigmatism.azimuth * Math.PI) / 180
  const pixel = lambda / Math.sqrt(grid.edges[0] * grid.edges[1])
  const values = overBand(grid, (kx, ky) => {
    const alpha = lambda * Math.hypot(kx, ky)
    const edge = (aperture / 1000 - alpha) / pixel + 0.5
    const amplitude = Math.min(1, Math.max(0, edge))
    if (amplitude === 0) return [0, 0]
    const twofold = astigmatism.strength * Math.cos(2 * (Math.atan2(ky, kx) - azimuth))
    const second = 0.5 * alpha ** 2 * (twofold - defocus)
    const higher = (A_PER_MM * cs * alpha ** 4) / 4 + (A_PER_MM * c5 * alpha ** 6) / 6
    const chi = ((2 * Math.PI) / lambda) * (second + higher)
    return [amplitude * Math.cos(chi), -amplitude * Math.sin(chi)]
  })
  const intensity = values.reduce((sum, value) => sum + value ** 2, 0)
  return values.map((value) => value / Math.sqrt(intensity))
}
