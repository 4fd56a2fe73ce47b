import type { Random } from '../../nn'
import { blurred } from '../math/convolve'
import type { SimulationOptions } from './options'

/**
 * Adds the speckle of amorphous layers: white noise as wide as the probe, of rms `amorphous`. Scan errors would not show
 * in it and are left out.
 */
export function addSpeckle(
  image: Float64Array,
  { width, height, amorphous, probe, pixelSize }: SimulationOptions,
  random: Random,
): void {
  const sigma = probe.sigma / pixelSize
  const kernel = unitEnergyKernel(sigma)
  const white = Float64Array.from({ length: image.length }, () => random.normal())
  const speckle = blurred(white, { width, height }, kernel, 'periodic')
  for (let at = 0; at < image.length; at++) image[at] += amorphous * speckle[at]
}

/** A Gaussian whose squares sum to 1: white noise keeps its variance under it. */
function unitEnergyKernel(sigma: number): Float64Array {
  const radius = Math.ceil(3 * sigma)
  const kernel = Float64Array.from({ length: 2 * radius + 1 }, (_, k) => Math.exp(-0.5 * ((k - radius) / sigma) ** 2))
  const norm = Math.sqrt(kernel.reduce((sum, weight) => sum + weight ** 2, 0))
  return kernel.map((weight) => weight / norm)
}
