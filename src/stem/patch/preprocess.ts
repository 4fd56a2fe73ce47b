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
  const kernel = gaussian(sigma, TRUNCATE)
  const pixels = size * size
  const out = new Float32Array(data.length)
  for (let start = 0; start < count * pixels; start += pixels) {
    const rows = blurLines(data.subarray(start, start + pixels), size, 1, size, kernel)
    out.set(blurLines(rows, size, size, 1, kernel), start)
  }
  return { data: out, count, size }
}

/** Weights of sum 1 at −radius … radius. */
function gaussian(sigma: number, truncate: number): Float64Array {
  const radius = Math.floor(truncate * sigma + 0.5)
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-0.5 * ((i - radius) / sigma) ** 2))
  const sum = weights.reduce((a, b) => a + b)
  return weights.map((weight) => weight / sum)
}

/** `size` lines of `size` pixels: neighbours along a line lie `step` apart, lines lie `line` apart. */
function blurLines(
  image: ArrayLike<number>,
  size: number,
  step: number,
  line: number,
  kernel: Float64Array,
): Float64Array {
  const radius = (kernel.length - 1) / 2
  const out = new Float64Array(image.length)
  for (let l = 0; l < size; l++) {
    for (let i = 0; i < size; i++) {
      let sum = 0
      for (let k = -radius; k <= radius; k++) {
        const at = Math.min(Math.max(i + k, 0), size - 1)
        sum += kernel[k + radius] * image[l * line + at * step]
      }
      out[l * line + i * step] = sum
    }
  }
  return out
}
