export interface Extent {
  width: number
  height: number
}

type Image = Float32Array | Float64Array

/** What lies beyond the ends of a line: its last pixel again and again, or the line once more. */
export type Edge = 'repeated' | 'periodic'

/** A Gaussian of `sigma` pixels at −radius … radius, of sum 1. */
export function gaussianKernel(sigma: number, radius: number): Float64Array {
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-0.5 * ((i - radius) / sigma) ** 2))
  const sum = weights.reduce((a, b) => a + b)
  return weights.map((weight) => weight / sum)
}

/** An image under the same kernel of 2 · radius + 1 weights along its rows and then along its columns. */
export function blurred(image: Image, extent: Extent, kernel: Float64Array, edge: Edge): Float64Array {
  const out = new Float64Array(image.length)
  blur({ image, out }, extent, kernel, edge)
  return out
}

/**
 * The same, written into `out`; which is `image` itself if its edge is to be repeated: rows are read before they are written. No more
 * is held than the rows that the kernel covers.
 */
export function blur(
  { image, out }: { image: Image; out: Image },
  { width, height }: Extent,
  kernel: Float64Array,
  edge: Edge,
): void {
  const size = kernel.length
  const radius = (size - 1) / 2
  const convolve = rowConvolution(width, kernel, edge)
  // Row y of the picture that goes on beyond its edges lies in line y modulo `size`.
  const lines = Array.from(kernel, () => new Float64Array(width))
  const line = (row: number) => lines[(row + size) % size]
  const read = (row: number) => convolve(image, within(row, height, edge) * width, line(row))
  for (let row = -radius; row < radius; row++) read(row)
  const sums = new Float64Array(width)
  for (let row = 0; row < height; row++) {
    read(row + radius)
    sums.fill(0)
    // Four rows of the kernel at a time, in their order: each sum is read and written once for the four.
    let k = 0
    for (; k + 4 <= size; k += 4) {
      const [p, q, u, v] = [0, 1, 2, 3].map((m) => line(row + k + m - radius))
      const [a, b, c, d] = kernel.subarray(k, k + 4)
      for (let i = 0; i < width; i++) sums[i] = sums[i] + a * p[i] + b * q[i] + c * u[i] + d * v[i]
    }
    for (; k < size; k++) {
      const [p, a] = [line(row + k - radius), kernel[k]]
      for (let i = 0; i < width; i++) sums[i] += a * p[i]
    }
    out.set(sums, row * width)
  }
}

/** Writes a row of an image under a kernel, the row's entries from `start` on, into `out`. */
function rowConvolution(
  width: number,
  kernel: Float64Array,
  edge: Edge,
): (image: Image, start: number, out: Float64Array) => void {
  const size = kernel.length
  const radius = (size - 1) / 2
  // A row and what lies beyond its ends.
  const whole = new Float64Array(width + 2 * radius + 3)
  const before = Int32Array.from({ length: radius }, (_, k) => within(k - radius, width, edge))
  const behind = Int32Array.from({ length: radius }, (_, k) => within(width + k, width, edge))
  return (image, start, out) => {
    whole.set(image.subarray(start, start + width), radius)
    for (let k = 0; k < radius; k++) {
      whole[k] = image[start + before[k]]
      whole[radius + width + k] = image[start + behind[k]]
    }
    // Four pixels at a time: none waits for the sum of the one before, and each entry is read once for the four.
    for (let i = 0; i < width; i += 4) {
      let p = 0
      let q = 0
      let u = 0
      let v = 0
      let first = whole[i]
      let second = whole[i + 1]
      let third = whole[i + 2]
      for (let k = 0; k < size; k++) {
        const weight = kernel[k]
        const fourth = whole[i + k + 3]
        p += weight * first
        q += weight * second
        u += weight * third
        v += weight * fourth
        first = second
        second = third
        third = fourth
      }
      // Writes beyond the end of a typed array are none.
      out[i] = p
      out[i + 1] = q
      out[i + 2] = u
      out[i + 3] = v
    }
  }
}

function within(i: number, length: number, edge: Edge): number {
  return edge === 'periodic' ? ((i % length) + length) % length : Math.min(Math.max(i, 0), length - 1)
}

/**
 * The mean around each pixel of an image, over a square of 2 · radius + 1 pixels, of those that there are at its edges: along its rows and
 * then along its columns. No more is held than the rows that the square covers.
 */
export function meanAround(image: Float32Array, { width, height }: Extent, radius: number): Float32Array {
  const out = new Float32Array(image.length)
  // Row y of the means along rows lies in line y modulo their number.
  const lines = Array.from({ length: Math.min(2 * radius + 2, height) }, () => new Float32Array(width))
  const sums = new Float64Array(width)
  let count = 0
  const take = (row: number) => {
    const line = lines[row % lines.length]
    meansAlong(image.subarray(row * width, (row + 1) * width), radius, line)
    for (let i = 0; i < width; i++) sums[i] += line[i]
    count++
  }
  const drop = (row: number) => {
    const line = lines[row % lines.length]
    for (let i = 0; i < width; i++) sums[i] -= line[i]
    count--
  }
  for (let row = 0; row < Math.min(radius, height); row++) take(row)
  for (let row = 0; row < height; row++) {
    if (row + radius < height) take(row + radius)
    if (row - radius - 1 >= 0) drop(row - radius - 1)
    const to = row * width
    for (let i = 0; i < width; i++) out[to + i] = sums[i] / count
  }
  return out
}

/** The mean around each pixel of a row. */
function meansAlong(row: Float32Array, radius: number, out: Float32Array): void {
  const { length } = row
  let count = Math.min(radius, length)
  let sum = 0
  for (let i = 0; i < count; i++) sum += row[i]
  for (let i = 0; i < length; i++) {
    if (i + radius < length) {
      sum += row[i + radius]
      count++
    }
    if (i - radius - 1 >= 0) {
      sum -= row[i - radius - 1]
      count--
    }
    out[i] = sum / count
  }
}
