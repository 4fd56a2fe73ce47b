import { blurred, gaussianKernel } from '../math/convolve'
import type { PatchSet } from './patches'

/** The authors' notebooks: `scipy.ndimage.gaussian_filter(patch, 2)`, which by default cuts the kernel off at 4 σ. */
const SIGMA = 2
const TRUNCATE = 4

/**
 * The paper's preprocessing in float64: each patch is blurred by a Gaussian of σ = 2 px (cut off at 4 σ, edge pixels
 * repeated) and divided by its maximum. Any factor on the intensities, such as the authors' 1/255, drops out.
 */
export function preprocessOnHost(patches: PatchSet): PatchSet {
  const { count, size } = patches
  const pixels = size * size
  const out = blurOnHost(patches, SIGMA).data
  for (let patch = 0; patch < count; patch++) {
    const blurred = out.subarray(patch * pixels, (patch + 1) * pixels)
    const maximum = blurred.reduce((largest, value) => Math.max(largest, value), -Infinity)
    blurred.forEach((value, i) => (blurred[i] = value / maximum))
  }
  return { data: out, count, size }
}

/** Each patch under a Gaussian of `sigma` px, cut off at 4 σ, edge pixels repeated. */
export function blurOnHost({ data, count, size }: PatchSet, sigma: number): PatchSet {
  const kernel = gaussianKernel(sigma, Math.floor(TRUNCATE * sigma + 0.5))
  const pixels = size * size
  const out = new Float32Array(data.length)
  for (let start = 0; start < count * pixels; start += pixels) {
    const patch = data.subarray(start, start + pixels)
    out.set(blurred(patch, { width: size, height: size }, kernel, 'repeated'), start)
  }
  return { data: out, count, size }
}
