import { Random } from '../../src/nn'

/** Float64 references, written for clarity: one loop nest a definition, no shared code with the shaders. */

export interface Image {
  data: Float64Array
  shape: [batch: number, height: number, width: number, channels: number]
}

export function randomArray(seed: number, length: number): Float64Array {
  const random = new Random(seed)
  // Rounded to float32, so that the reference and the shader start from the same numbers.
  return Float64Array.from({ length }, () => Math.fround(random.uniform(-1, 1)))
}

export function randomImage(seed: number, shape: Image['shape']): Image {
  return { data: randomArray(seed, shape[0] * shape[1] * shape[2] * shape[3]), shape }
}

function at({ shape: [, h, w, c] }: Image, b: number, y: number, x: number, k: number): number {
  return ((b * h + y) * w + x) * c + k
}

export interface ConvSpec {
  kernel: number
  stride: number
  padding: number
  outputPadding?: number
}

/** Visits every (input pixel, output pixel, tap) triple of a convolution or of its transpose. */
function visit(
  x: Image,
  y: Image,
  transposed: boolean,
  { kernel, stride, padding }: ConvSpec,
  each: (b: number, iy: number, ix: number, oy: number, ox: number, tap: number) => void,
): void {
  const [fine, coarse] = transposed ? [y, x] : [x, y]
  for (let b = 0; b < x.shape[0]; b++)
    for (let cy = 0; cy < coarse.shape[1]; cy++)
      for (let cx = 0; cx < coarse.shape[2]; cx++)
        for (let ky = 0; ky < kernel; ky++)
          for (let kx = 0; kx < kernel; kx++) {
            const fy = cy * stride + ky - padding
            const fx = cx * stride + kx - padding
            if (fy < 0 || fx < 0 || fy >= fine.shape[1] || fx >= fine.shape[2]) continue
            if (transposed) each(b, cy, cx, fy, fx, ky * kernel + kx)
            else each(b, fy, fx, cy, cx, ky * kernel + kx)
          }
}

export function outputShape(x: Image, out: number, transposed: boolean, spec: ConvSpec): Image['shape'] {
  const extent = (n: number) =>
    transposed
      ? (n - 1) * spec.stride - 2 * spec.padding + spec.kernel + (spec.outputPadding ?? 0)
      : Math.floor((n + 2 * spec.padding - spec.kernel) / spec.stride) + 1
  return [x.shape[0], extent(x.shape[1]), extent(x.shape[2]), out]
}

/** weight is [ky][kx][in][out]. */
export function conv(x: Image, weight: Float64Array, bias: Float64Array, transposed: boolean, spec: ConvSpec): Image {
  const shape = outputShape(x, bias.length, transposed, spec)
  const [, , , outs] = shape
  const ins = x.shape[3]
  const y: Image = { data: new Float64Array(shape[0] * shape[1] * shape[2] * outs), shape }
  y.data.forEach((_, i) => (y.data[i] = bias[i % outs]))
  visit(x, y, transposed, spec, (b, iy, ix, oy, ox, tap) => {
    for (let i = 0; i < ins; i++)
      for (let o = 0; o < outs; o++)
        y.data[at(y, b, oy, ox, o)] += x.data[at(x, b, iy, ix, i)] * weight[(tap * ins + i) * outs + o]
  })
  return y
}

export function convGradients(x: Image, weight: Float64Array, dy: Image, transposed: boolean, spec: ConvSpec) {
  const ins = x.shape[3]
  const outs = dy.shape[3]
  const dx = { data: new Float64Array(x.data.length), shape: x.shape }
  const dw = new Float64Array(weight.length)
  const db = new Float64Array(outs)
  dy.data.forEach((value, i) => (db[i % outs] += value))
  visit(x, dy, transposed, spec, (b, iy, ix, oy, ox, tap) => {
    for (let i = 0; i < ins; i++)
      for (let o = 0; o < outs; o++) {
        const gradient = dy.data[at(dy, b, oy, ox, o)]
        dx.data[at(x, b, iy, ix, i)] += gradient * weight[(tap * ins + i) * outs + o]
        dw[(tap * ins + i) * outs + o] += gradient * x.data[at(x, b, iy, ix, i)]
      }
  })
  return { dx: dx.data, dw, db }
}

/**
 * The largest error in units of what float32 may do: a sum of n products carries at most about n·2⁻²⁴ of the sum of
 * their magnitudes in the worst order; random rounding grows as √n. `magnitude` is Σ|a·b| for each output, or its scale.
 */
export function worstError(actual: Float32Array, expected: Float64Array): number {
  if (actual.length !== expected.length) throw new Error(`${actual.length} values, expected ${expected.length}`)
  let scale = 0
  for (const value of expected) scale = Math.max(scale, Math.abs(value))
  let worst = 0
  actual.forEach((value, i) => {
    const error = Math.abs(value - expected[i])
    if (!(error <= worst)) worst = error
  })
  return worst / (scale || 1)
}
