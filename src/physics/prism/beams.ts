import { wavelength } from '../electron'
import type { Grid } from '../frequencies'
import { eachFrequency } from '../frequencies'
import type { Microscope } from '../probe'
import { probe } from '../probe'

/** A plane wave of the probes', with what the lens makes of it. */
interface Beam {
  /** Periods across the window; across the box the interpolation times as many. */
  kx: number
  ky: number
  re: number
  im: number
}

/** The plane waves within the aperture, one kx after another, and what they are added up in: a column for each kx. */
export interface Beams {
  beams: readonly Beam[]
  /** kx of each column. */
  columns: readonly number[]
}

/** Those of which probes are made in a window, 1/f of the box in both directions: its own. */
export function beamsOf(microscope: Microscope, window: Grid): Beams {
  const lens = probe(microscope, window)
  const beams: Beam[] = []
  eachFrequency(window, (x, y, pixel) => {
    const [re, im] = [lens[2 * pixel], lens[2 * pixel + 1]]
    const [kx, ky] = [Math.round(x * window.edges[0]), Math.round(y * window.edges[1])]
    if (re !== 0 || im !== 0) beams.push({ kx, ky, re, im })
  })
  beams.sort((one, other) => one.kx - other.kx || one.ky - other.ky)
  return { beams, columns: [...new Set(beams.map(({ kx }) => kx))] }
}

/**
 * About how many plane waves a probe has in a box, Å, and so PRISM sends through it: those within its aperture. At fewer places the multislice
 * method is faster.
 */
export function planeWaves(
  { kilovolts, aperture }: Pick<Microscope, 'kilovolts' | 'aperture'>,
  { width, height }: { width: number; height: number },
): number {
  const highest = aperture / 1000 / wavelength(kilovolts)
  return Math.PI * highest ** 2 * width * height
}
