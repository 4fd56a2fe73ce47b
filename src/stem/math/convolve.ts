/** An image taken as lines: pixels of a line lie `step` entries apart, and lines begin `stride` apart. */
export interface Lines {
  length: number
  count: number
  step: number
  stride: number
}

export interface Extent {
  width: number
  height: number
}

export const rowsOf = ({ width, height }: Extent): Lines => ({ length: width, count: height, step: 1, stride: width })
export const columnsOf = ({ width, height }: Extent): Lines => ({
  length: height,
  count: width,
  step: width,
  stride: 1,
})

/** What lies beyond the ends of a line: its last pixel again and again, or the line once more. */
export type Edge = 'repeated' | 'periodic'

/** A Gaussian of `sigma` pixels at −radius … radius, of sum 1. */
export function gaussianKernel(sigma: number, radius: number): Float64Array {
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-0.5 * ((i - radius) / sigma) ** 2))
  const sum = weights.reduce((a, b) => a + b)
  return weights.map((weight) => weight / sum)
}

/** An image under the same kernel of 2 · radius + 1 weights along its rows and then along its columns. */
export function blurred(image: ArrayLike<number>, extent: Extent, kernel: Float64Array, edge: Edge): Float64Array {
  return convolvedColumns(convolvedRows(image, extent, kernel, edge), extent, kernel, edge)
}

function convolvedRows(
  image: ArrayLike<number>,
  { width, height }: Extent,
  kernel: Float64Array,
  edge: Edge,
): Float64Array {
  const radius = (kernel.length - 1) / 2
  const out = new Float64Array(image.length)
  // A row and what lies beyond its ends.
  const whole = new Float64Array(width + 2 * radius)
  const entries = Int32Array.from(whole, (_, i) => within(i - radius, width, edge))
  for (let start = 0; start < width * height; start += width) {
    for (let i = 0; i < whole.length; i++) whole[i] = image[start + entries[i]]
    for (let i = 0; i < width; i++) {
      let sum = 0
      for (let k = 0; k < kernel.length; k++) sum += kernel[k] * whole[i + k]
      out[start + i] = sum
    }
  }
  return out
}

/** All columns go on together: they lie side by side in memory. */
function convolvedColumns(
  image: Float64Array,
  { width, height }: Extent,
  kernel: Float64Array,
  edge: Edge,
): Float64Array {
  const radius = (kernel.length - 1) / 2
  const out = new Float64Array(image.length)
  for (let row = 0; row < height; row++) {
    const to = row * width
    for (let k = 0; k < kernel.length; k++) {
      const weight = kernel[k]
      const from = within(row + k - radius, height, edge) * width
      for (let i = 0; i < width; i++) out[to + i] += weight * image[from + i]
    }
  }
  return out
}

function within(i: number, length: number, edge: Edge): number {
  return edge === 'periodic' ? ((i % length) + length) % length : Math.min(Math.max(i, 0), length - 1)
}

/**
 * The mean of each line of an image over 2 · radius + 1 pixels, of those that there are at its ends. All lines go on together:
 * those of columns lie side by side in memory.
 */
export function runningMean(image: Float32Array, { length, count, step, stride }: Lines, radius: number): Float32Array {
  const out = new Float32Array(image.length)
  const block = stride === 1 ? count : 1
  const sums = new Float64Array(block)
  const add = (from: number, sign: 1 | -1) => {
    for (let k = 0; k < block; k++) sums[k] += sign * image[from + k]
  }
  for (let line = 0; line < count; line += block) {
    const start = line * stride
    let known = Math.min(radius, length)
    sums.fill(0)
    for (let i = 0; i < known; i++) add(start + i * step, 1)
    for (let i = 0; i < length; i++) {
      if (i + radius < length) {
        add(start + (i + radius) * step, 1)
        known++
      }
      if (i - radius - 1 >= 0) {
        add(start + (i - radius - 1) * step, -1)
        known--
      }
      const to = start + i * step
      for (let k = 0; k < block; k++) out[to + k] = sums[k] / known
    }
  }
  return out
}
