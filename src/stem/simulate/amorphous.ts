import type { Random } from '../../nn'
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
  const rows = convolve(white, kernel, { length: width, lines: height, step: 1, stride: width })
  const speckle = convolve(rows, kernel, { length: height, lines: width, step: width, stride: 1 })
  for (let at = 0; at < image.length; at++) image[at] += amorphous * speckle[at]
}

/** A Gaussian whose squares sum to 1: white noise keeps its variance under it. */
function unitEnergyKernel(sigma: number): Float64Array {
  const radius = Math.ceil(3 * sigma)
  const kernel = Float64Array.from({ length: 2 * radius + 1 }, (_, k) => Math.exp(-0.5 * ((k - radius) / sigma) ** 2))
  const norm = Math.sqrt(kernel.reduce((sum, weight) => sum + weight ** 2, 0))
  return kernel.map((weight) => weight / norm)
}

/** Lines of `length` pixels `step` apart, the lines themselves `stride` apart. */
interface Lines {
  length: number
  lines: number
  step: number
  stride: number
}

/** Along each line; the image repeats beyond its edges. */
function convolve(image: Float64Array, kernel: Float64Array, { length, lines, step, stride }: Lines): Float64Array {
  const radius = (kernel.length - 1) / 2
  const out = new Float64Array(image.length)
  const repeated = new Float64Array(length + 2 * radius)
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < repeated.length; i++) {
      repeated[i] = image[line * stride + ((i - radius + length) % length) * step]
    }
    for (let i = 0; i < length; i++) {
      let sum = 0
      for (let k = 0; k < kernel.length; k++) sum += kernel[k] * repeated[i + k]
      out[line * stride + i * step] = sum
    }
  }
  return out
}
