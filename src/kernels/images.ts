import blurSource from '../../shaders/blur.wgsl?raw'
import normaliseSource from '../../shaders/normalise.wgsl?raw'
import differenceSource from '../../shaders/difference.wgsl?raw'
import nearMaximumSource from '../../shaders/near_maximum.wgsl?raw'
import type { Engine } from './engine'
import { Storage } from './storage'

/** [count, height, width] of a stack of images. */
export type StackShape = readonly [count: number, height: number, width: number]

/** Pixels that a thread of the blur makes. */
const RUN = 8

/** Gaussian blur of each image, kernel truncated at `truncate`·σ, edge pixels repeated (SciPy's `gaussian_filter`, nearest). */
export function gaussianBlur(
  engine: Engine,
  x: Storage,
  [, h, w]: StackShape,
  { sigma, truncate = 4 }: { sigma: number; truncate?: number },
): Storage {
  const radius = Math.floor(truncate * sigma + 0.5)
  const gauss = (distance: number) => (distance === 0 ? 1 : Math.exp(-0.5 * (distance / sigma) ** 2))
  const kernel = Float64Array.from({ length: 2 * radius + 1 }, (_, i) => gauss(i - radius))
  const sum = kernel.reduce((a, b) => a + b)
  const weights = new Float32Array(kernel.length + RUN - 1)
  weights.set(kernel.map((value) => value / sum))
  const padded = engine.constant(weights)
  const axis = (input: Storage, length: number, stride: number) => {
    const out = Storage.unplaced(x.length)
    const [lines, runs] = [x.length / length, Math.ceil(length / RUN)]
    const constants = {
      N: x.length,
      RADIUS: radius,
      LENGTH: length,
      STRIDE: stride,
      LINES: lines,
      RUNS: runs,
      LANES: RUN / 2,
    }
    engine.record({ label: 'blur', source: blurSource, constants }, { 0: input, 1: padded, 2: out }, lines * runs)
    return out
  }
  return axis(axis(x, h, w), w, 1)
}

/** Each image divided by its largest pixel. */
export function normalise(engine: Engine, x: Storage, [count, h, w]: StackShape): Storage {
  const maximum = Storage.unplaced(count * h)
  const out = Storage.unplaced(x.length)
  const constants = { COUNT: count, H: h, W: w }
  const kernel = (divide: boolean) => ({
    label: 'normalise',
    source: normaliseSource,
    constants: { ...constants, DIVIDE: divide },
  })
  engine.record(kernel(false), { 0: x, 1: maximum }, count * h)
  engine.record(kernel(true), { 0: x, 1: maximum, 2: out }, count * h)
  return out
}

/** x − prediction where its magnitude reaches `threshold`, else 0. */
export function heatMap(engine: Engine, x: Storage, prediction: Storage, threshold: number): Storage {
  const out = Storage.unplaced(x.length)
  const constants = { N: x.length, THRESHOLD: { f32: threshold } }
  engine.record({ label: 'difference', source: differenceSource, constants }, { 0: x, 1: prediction, 2: out }, x.length)
  return out
}

/** `[count, 4]`: signed mean within ±halfWidth of the largest |heat|, its x, its y, and that largest |heat|. */
export function nearMaximum(engine: Engine, heat: Storage, [count, h, w]: StackShape, halfWidth: number): Storage {
  const lines = Storage.unplaced(count * h * 2)
  const result = Storage.unplaced(count * 4)
  const constants = { COUNT: count, H: h, W: w, HALF: halfWidth }
  const kernel = (window: boolean) => ({
    label: 'near maximum',
    source: nearMaximumSource,
    constants: { ...constants, WINDOW: window },
  })
  engine.record(kernel(false), { 0: heat, 1: lines }, count * h)
  engine.record(kernel(true), { 0: heat, 1: lines, 2: result }, count)
  return result
}
