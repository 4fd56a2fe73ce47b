import { median, robustSpread } from '../math/robust'
import type { Course } from '../math/change-points'
import type { JudgedFrame } from './judge-frame'

/** Fewer columns of a sublattice in a frame do not say how they scatter from frame to frame. */
const FEWEST = 8
/** No frame repeats the others better than to this part of the scatter among its columns. */
const LEAST = 1e-3

/** One column over the frames: its intensity, and its place along x and y. */
type Components = readonly [intensity: Course, x: Course, y: Course]

export interface Courses {
  /** What neighbours leave unexplained, by which changes are known. */
  residual: Components
  /** What the frames show, against the columns around: by which changes are told. */
  shown: Components
}

/**
 * Every column over the frames. What sets a column apart in all frames is its own and no change: weights come from how far the columns of
 * a sublattice are off their own medians in one frame, in units of the scatter around each, so that a frame of few electrons or a
 * disturbed one counts less. `start`: where each sublattice's columns begin, and their number.
 */
export function coursesOf(frames: readonly (JudgedFrame | null)[], start: readonly number[]): Courses[] {
  const columns = start[start.length - 1]
  const components = [0, 1, 2].map((c) => {
    const relative = frames.map((frame) => frame && frame.residuals[c].map((value, n) => value / frame.scatter[c][n]))
    const usual = Float64Array.from({ length: columns }, (_, n) =>
      median(relative.flatMap((values) => (values && !Number.isNaN(values[n]) ? [values[n]] : []))),
    )
    const noise = relative.map((values) => values && noiseOf(values, usual, start))
    const course = (n: number, s: number, value: (frame: JudgedFrame) => Float32Array): Course => {
      const values = Float64Array.from(frames, (frame) => (frame ? value(frame)[n] : NaN))
      const weights = values.map((known, t) => {
        const deviation = Number.isNaN(known) ? NaN : frames[t]!.scatter[c][n] * noise[t]![s]
        return Number.isNaN(deviation) ? 0 : 1 / deviation ** 2
      })
      return { values, weights }
    }
    return {
      residual: (n: number, s: number) => course(n, s, ({ residuals }) => residuals[c]),
      shown: (n: number, s: number) => course(n, s, ({ intensity, dx, dy }) => [intensity, dx, dy][c]),
    }
  })
  const all = (kind: keyof Courses, n: number, s: number): Components => {
    const [intensity, x, y] = components.map((component) => component[kind](n, s))
    return [intensity, x, y]
  }
  return start.slice(1).flatMap((end, s) =>
    Array.from({ length: end - start[s] }, (_, k): Courses => {
      return { residual: all('residual', start[s] + k, s), shown: all('shown', start[s] + k, s) }
    }),
  )
}

/** How far each sublattice's columns are off their own medians in a frame; NaN where too few tell. */
function noiseOf(values: Float32Array, usual: Float64Array, start: readonly number[]): number[] {
  return start.slice(1).map((end, s) => {
    const off = values.subarray(start[s], end).map((value, k) => value - usual[start[s] + k])
    const known = off.filter((value) => !Number.isNaN(value))
    return known.length < FEWEST ? NaN : Math.max(LEAST, robustSpread(known))
  })
}
