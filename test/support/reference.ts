import { Random } from '../../src/nn'

/** Float64 references, written for clarity: one loop nest a definition, no shared code with the shaders. */

export interface Image {
  data: Float64Array
  shape: [batch: number, height: number, width: number, channels: number]
}

/** Uniform in [−range, range), rounded to float32, so that the reference and the shader start from the same numbers. */
export function randomArray(seed: number, length: number, range = 1): Float64Array {
  const random = new Random(seed)
  return Float64Array.from({ length }, () => Math.fround(random.uniform(-range, range)))
}

export function randomImage(seed: number, shape: Image['shape']): Image {
  return { data: randomArray(seed, shape[0] * shape[1] * shape[2] * shape[3]), shape }
}

/** Whole numbers from −range to range: float32 adds them without rounding, so that a sum of them has one right answer. */
export function randomIntegers(seed: number, length: number, range = 8): Float64Array {
  const random = new Random(seed)
  return Float64Array.from({ length }, () => random.integer(2 * range + 1) - range)
}

export interface ConvSpec {
  kernel: number
  stride: number
  padding: number
  outputPadding?: number
}

/** Visits every (input pixel, output pixel, tap) triple of a convolution or of its transpose; pixels are numbered [b, y, x]. */
function visit(
  x: Image['shape'],
  y: Image['shape'],
  transposed: boolean,
  { kernel, stride, padding }: ConvSpec,
  each: (input: number, output: number, tap: number) => void,
): void {
  const [fine, coarse] = transposed ? [y, x] : [x, y]
  for (let b = 0; b < x[0]; b++)
    for (let cy = 0; cy < coarse[1]; cy++)
      for (let cx = 0; cx < coarse[2]; cx++)
        for (let ky = 0; ky < kernel; ky++)
          for (let kx = 0; kx < kernel; kx++) {
            const fy = cy * stride + ky - padding
            const fx = cx * stride + kx - padding
            if (fy < 0 || fx < 0 || fy >= fine[1] || fx >= fine[2]) continue
            const finePixel = (b * fine[1] + fy) * fine[2] + fx
            const coarsePixel = (b * coarse[1] + cy) * coarse[2] + cx
            if (transposed) each(coarsePixel, finePixel, ky * kernel + kx)
            else each(finePixel, coarsePixel, ky * kernel + kx)
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
  const [ins, outs] = [x.shape[3], bias.length]
  const y = Float64Array.from({ length: shape[0] * shape[1] * shape[2] * outs }, (_, i) => bias[i % outs])
  visit(x.shape, shape, transposed, spec, (input, output, tap) => {
    for (let i = 0; i < ins; i++)
      for (let o = 0; o < outs; o++)
        y[output * outs + o] += x.data[input * ins + i] * weight[(tap * ins + i) * outs + o]
  })
  return { data: y, shape }
}

export function convGradients(x: Image, weight: Float64Array, dy: Image, transposed: boolean, spec: ConvSpec) {
  const [ins, outs] = [x.shape[3], dy.shape[3]]
  const dx = new Float64Array(x.data.length)
  const dw = new Float64Array(weight.length)
  const db = new Float64Array(outs)
  dy.data.forEach((value, i) => (db[i % outs] += value))
  visit(x.shape, dy.shape, transposed, spec, (input, output, tap) => {
    for (let i = 0; i < ins; i++)
      for (let o = 0; o < outs; o++) {
        const gradient = dy.data[output * outs + o]
        dx[input * ins + i] += gradient * weight[(tap * ins + i) * outs + o]
        dw[(tap * ins + i) * outs + o] += gradient * x.data[input * ins + i]
      }
  })
  return { dx, dw, db }
}

/** x [batch, in] · weight [in, out] + bias. */
export function linear(x: Float64Array, weight: Float64Array, bias: Float64Array): Float64Array {
  const outs = bias.length
  const ins = weight.length / outs
  const y = new Float64Array((x.length / ins) * outs)
  y.forEach((_, at) => {
    const [b, o] = [Math.floor(at / outs), at % outs]
    let sum = bias[o]
    for (let i = 0; i < ins; i++) sum += x[b * ins + i] * weight[i * outs + o]
    y[at] = sum
  })
  return y
}

export function linearGradients(x: Float64Array, weight: Float64Array, dy: Float64Array, outs: number) {
  const ins = weight.length / outs
  const dx = new Float64Array(x.length)
  const dw = new Float64Array(weight.length)
  const db = new Float64Array(outs)
  dy.forEach((gradient, at) => {
    const [b, o] = [Math.floor(at / outs), at % outs]
    db[o] += gradient
    for (let i = 0; i < ins; i++) {
      dx[b * ins + i] += gradient * weight[i * outs + o]
      dw[i * outs + o] += gradient * x[b * ins + i]
    }
  })
  return { dx, dw, db }
}

export function relu(x: Float64Array): Float64Array {
  return x.map((value) => Math.max(value, 0))
}

/** dL/dx of y = relu(x), by the sign of y. */
export function reluGradient(dy: Float64Array, y: Float64Array): Float64Array {
  return dy.map((value, i) => (y[i] > 0 ? value : 0))
}

export function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))
}
