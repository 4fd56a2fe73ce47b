interface Extent {
  width: number
  height: number
}

/** Values to either side that an interpolated one is made of. */
const LOBES = 3

/**
 * The picture with `scale.x` and `scale.y` pixels in place of each, by Lanczos' kernel: what the pixels resolve stays, and
 * noise stays about as strong from one place to the next. The edges are repeated. `size` is of the result; the centre of its pixel i
 * lies at (i + ½) / scale − ½ of the picture.
 */
export function resampled(
  picture: { data: Float32Array } & Extent,
  size: Extent,
  scale: { x: number; y: number },
): Float32Array {
  const { width, height } = picture
  const wide = alongLines(picture.data, { lines: height, length: width, stride: 1, next: width }, size.width, scale.x)
  return alongLines(wide, { lines: size.width, length: height, stride: size.width, next: 1 }, size.height, scale.y)
}

/** Lines of values: `stride` from one value to the next, `next` from one line's first value to the next line's. */
interface Lines {
  lines: number
  length: number
  stride: number
  next: number
}

function alongLines(data: Float32Array, { lines, length, stride, next }: Lines, count: number, scale: number) {
  if (scale === 1 && count === length) return data
  const isRows = stride === 1
  const out = new Float32Array(lines * count)
  const [outStride, outNext] = isRows ? [1, count] : [lines, 1]
  for (let i = 0; i < count; i++) {
    const { from, weights } = kernelAt((i + 0.5) / scale - 0.5)
    const at = weights.map((_, k) => stride * Math.min(Math.max(from + k, 0), length - 1))
    for (let line = 0; line < lines; line++) {
      let sum = 0
      for (let k = 0; k < weights.length; k++) sum += weights[k] * data[line * next + at[k]]
      out[line * outNext + i * outStride] = sum
    }
  }
  return out
}

/** What the values around a place weigh, of which the first is the `from`-th; together 1. */
function kernelAt(place: number): { from: number; weights: number[] } {
  const from = Math.floor(place) - LOBES + 1
  const weights = Array.from({ length: 2 * LOBES }, (_, k) => lanczos(place - from - k))
  const total = weights.reduce((sum, weight) => sum + weight)
  return { from, weights: weights.map((weight) => weight / total) }
}

function lanczos(x: number): number {
  if (x === 0) return 1
  if (Math.abs(x) >= LOBES) return 0
  const angle = Math.PI * x
  return (LOBES * Math.sin(angle) * Math.sin(angle / LOBES)) / angle ** 2
}
