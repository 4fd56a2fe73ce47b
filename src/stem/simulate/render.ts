import { meanSquareDisplacement } from '../crystal/elements'
import { brightestColumn } from '../crystal/projection'
import type { SimulationOptions } from './options'
import { columnSignals } from './signal'
import type { Column } from './specimen'

/** Gaussians are cut off here, in σ: what is left out is below 1/2000 of the peak. */
const CUT_OFF = 4

interface Gaussian {
  x: number
  y: number
  peak: number
  sigma: number
}

/**
 * The sum of all columns, `[height, width]`, in units of the own peak of the brightest column where nothing is missing. A
 * column is the probe's core and tails, each broadened by the column's thermal motion, with the column's signal as its
 * integral; `scanError` (px, `[height, width]`) says where the beam really was.
 */
export function renderColumns(
  columns: readonly Column[],
  scanError: Float64Array,
  options: SimulationOptions,
): Float64Array {
  const { crystal, width, height, pixelSize, probe } = options
  const image = new Float64Array(width * height)
  const gaussians = (signal: number, meanSquare: number) =>
    [
      { part: 1 - probe.tail, sigma: probe.sigma },
      { part: probe.tail, sigma: probe.tailSigma },
    ].map(({ part, sigma }) => {
      const variance = sigma ** 2 + meanSquare
      return { peak: (signal * part) / variance, sigma: Math.sqrt(variance) / pixelSize }
    })
  const brightest = meanSquareDisplacement(brightestColumn(crystal).atoms)
  const reference = gaussians(1, brightest).reduce((sum, { peak }) => sum + peak, 0)
  const signalOf = columnSignals(options)
  for (const { x, y, atoms, brightness } of columns) {
    const signal = (brightness * signalOf(atoms)) / reference
    for (const gaussian of gaussians(signal, meanSquareDisplacement(atoms))) {
      addGaussian({ image, scanError, width, height }, { x, y, ...gaussian })
    }
  }
  return image
}

interface Scan {
  image: Float64Array
  scanError: Float64Array
  width: number
  height: number
}

function addGaussian({ image, scanError, width, height }: Scan, { x: centreX, y: centreY, peak, sigma }: Gaussian) {
  const reach = CUT_OFF * sigma
  const exponent = -0.5 / sigma ** 2
  const [left, right] = [Math.max(0, Math.ceil(centreX - reach)), Math.min(width - 1, Math.floor(centreX + reach))]
  const [top, bottom] = [Math.max(0, Math.ceil(centreY - reach)), Math.min(height - 1, Math.floor(centreY + reach))]
  for (let y = top; y <= bottom; y++) {
    const vertical = peak * Math.exp(exponent * (y - centreY) ** 2)
    for (let x = left; x <= right; x++) {
      const at = y * width + x
      const dx = x + scanError[at] - centreX
      image[at] += vertical * Math.exp(exponent * dx * dx)
    }
  }
}
