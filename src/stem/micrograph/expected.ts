import type { Plane } from '../lattice/spectrum'
import { blurred, gaussianKernel } from '../math/convolve'
import { Background } from './background'
import type { Columns } from './columns'
import type { Gaussian, JointFit } from './joint-fit'
import type { JudgedColumns } from './judge'
import type { Places } from './nearest-columns'
import { visitNearest } from './nearest-columns'
import { profile } from './profile'

/** Pictures of a micrograph in its own units and on its pixels. */
export interface Pictures {
  /** Blurred micrograph less prediction. */
  heat: Float32Array
  /** What is expected of every column, blurred alike; null where it was not kept. */
  prediction: Float32Array | null
}

/** The columns of one lattice, and what is expected of each: entry n of every array belongs to column n. */
export interface Expected {
  columns: Columns
  fit: JointFit
  x: Float64Array
  y: Float64Array
  height: Float32Array
}

/** σ of the blur in distances between columns: that of the models, 2 px where columns are 17 px apart. */
const BLUR = 2 / 17
/** A column's surroundings are its own up to so many distances between columns, where no other one is nearer. */
const REACH = 1.3
/** Steps of what columns of a kind have in common, to a distance between columns. */
const STEPS = 32
/** A column tells what is common to its kind if its height is expected to within this part. */
const ORDINARY = 0.5

/**
 * What a judgement expects of every column: the height of what stands around and the place that the columns around give it, each with
 * what the predictors explain. A column that tells nothing is taken as it was fitted, as is one of a hole, which is a region.
 */
export function expectedColumns(
  { fit, own, explained, hole }: Pick<JudgedColumns, 'fit' | 'own' | 'explained' | 'hole'>,
  columns: Columns,
): Expected {
  const { x, y } = columns.table
  const height = fit.height.map((fitted, n) => {
    const level = own.level[n] * (1 + (explained[0][n] || 0))
    return hole[n] || Number.isNaN(level) ? fitted : level
  })
  const place = (lattice: Float64Array, c: 1 | 2) =>
    lattice.map((at, n) => at + (own.usual[c - 1][n] + (explained[c][n] || 0) || 0))
  return { columns, fit, x: place(x, 1), y: place(y, 2), height }
}

/**
 * Draws what is expected of the columns of all grains, and what the micrograph has more or less than that. Columns are Gaussians over the
 * ground of the joint fit; besides, each has what columns of its kind have in common that a Gaussian has not: broader tails, faint columns
 * beside it. Where several lattices are, a pixel is of the one that has the nearest column.
 */
export function drawExpected(picture: Plane, grains: readonly Expected[]): Pictures & { prediction: Float32Array } {
  const [{ columns }] = grains
  const sigma = BLUR * columns.spacing
  const heat = Float32Array.from(blurred(picture.data, picture, gaussianKernel(sigma, Math.ceil(3 * sigma)), 'repeated'))
  const prediction = groundOf(picture, grains)
  const common = commonShapes({ ...picture, data: heat }, grains, { ground: prediction, sigma })
  for (const { columns: own, fit, x, y, height } of grains) {
    const { sublattice } = own.table
    const expected = Array.from(height, (value, n) => {
      return { x: x[n], y: y[n], height: value, sigma: fit.widths[sublattice[n]] }
    })
    drawColumns(expected.concat(fit.beside), sigma, { ...picture, data: prediction })
  }
  common(prediction)
  for (let at = 0; at < heat.length; at++) heat[at] -= prediction[at]
  return { heat, prediction }
}

/** The ground of each grain where its columns are the nearest, and the first one's elsewhere. */
function groundOf(picture: Plane, grains: readonly Expected[]): Float32Array {
  const [first, ...others] = grains.map(({ fit: { ground } }) => {
    const drawn = new Float32Array(picture.data.length)
    new Background(picture, ground.step).render(ground.levels, drawn)
    return drawn
  })
  if (others.length === 0) return first
  const { places, grain } = placesOf(grains)
  visitNearest(picture, places, (at, n) => {
    if (grain[n] > 0) first[at] = others[grain[n] - 1][at]
  })
  return first
}

/** All grains' columns, one grain after the other; `grain` is entry by entry that of each. */
function placesOf(grains: readonly Expected[]): { places: Places; grain: number[] } {
  const grain = grains.flatMap(({ columns }, g) => Array.from({ length: columns.count }, () => g))
  return {
    grain,
    places: {
      x: joined(grains.map(({ x }) => x)),
      y: joined(grains.map(({ y }) => y)),
      reach: Float64Array.from(grain, (g) => REACH * grains[g].columns.spacing),
    },
  }
}

function joined(parts: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => Array.from(part)))
}

/** Adds columns to a picture that is blurred by a Gaussian of `blur`, px. */
function drawColumns(columns: readonly Gaussian[], blur: number, { data, width, height }: Plane): void {
  for (const { x, y, height: peak, sigma } of columns) {
    const wide = Math.hypot(sigma, blur)
    const lower = peak * (sigma / wide) ** 2
    const [across, down] = [profile(x, wide, width), profile(y, wide, height)]
    for (let row = 0; row < down.length; row++) {
      const from = (down.from + row) * width + across.from
      const factor = lower * down.values[row]
      for (let k = 0; k < across.length; k++) data[from + k] += factor * across.values[k]
    }
  }
}

/** Points of a common shape along an edge; the middle one is the column's place. */
const SIDE = 2 * Math.ceil(REACH * STEPS) + 3

/**
 * What the joint fit leaves around columns of a kind, on average, in parts of their usual height: least squares of what is left around each
 * on how high it is. Gives a function that adds this to a picture, at every column as it is expected.
 */
function commonShapes(
  { data, width, height }: Plane,
  grains: readonly Expected[],
  { ground, sigma }: { ground: Float32Array; sigma: number },
): (picture: Float32Array) => void {
  const fitted = ground.slice()
  for (const { columns, fit } of grains) drawColumns(asFitted(columns, fit), sigma, { data: fitted, width, height })
  const { places, grain } = placesOf(grains)
  const size = { width, height }
  const usual = grains.map(({ columns, height: expected }) => columns.medians(expected))
  const kindsBefore = grains.map((_, g) => usual.slice(0, g).reduce((sum, own) => sum + own.length, 0))
  const own = grains.flatMap(({ columns, fit, height: expected }, g) =>
    Array.from(columns.table.sublattice, (s, n) => {
      const isOrdinary = fit.seen[n] && Math.abs(fit.height[n] - expected[n]) < ORDINARY * expected[n]
      const part = (value: number) => value / usual[g][s]
      return {
        shape: SIDE ** 2 * (kindsBefore[g] + s),
        telling: isOrdinary ? part(fit.height[n]) : 0,
        expected: part(expected[n]),
      }
    }),
  )
  /** The four points of a shape around a pixel, the first of them and how far on the pixel is. */
  const pointOf = (at: number, n: number) => {
    const step = grains[grain[n]].columns.spacing / STEPS
    const u = ((at % width) - places.x[n]) / step + (SIDE - 1) / 2
    const v = (Math.floor(at / width) - places.y[n]) / step + (SIDE - 1) / 2
    return { point: own[n].shape + Math.floor(v) * SIDE + Math.floor(u), s: u % 1, t: v % 1 }
  }
  const kinds = usual.flat().length
  const [sums, weights] = [new Float64Array(kinds * SIDE ** 2), new Float64Array(kinds * SIDE ** 2)]
  visitNearest(size, places, (at, n) => {
    const { telling } = own[n]
    if (telling === 0) return
    const { point, s, t } = pointOf(at, n)
    const left = telling * (data[at] - fitted[at])
    const add = (to: number, weight: number) => {
      sums[to] += weight * left
      weights[to] += weight * telling ** 2
    }
    add(point, (1 - s) * (1 - t))
    add(point + 1, s * (1 - t))
    add(point + SIDE, (1 - s) * t)
    add(point + SIDE + 1, s * t)
  })
  const shapes = sums.map((sum, k) => (weights[k] > 0 ? sum / weights[k] : 0))
  return (picture) =>
    visitNearest(size, places, (at, n) => {
      const { point, s, t } = pointOf(at, n)
      const above = shapes[point] + s * (shapes[point + 1] - shapes[point])
      const below = shapes[point + SIDE] + s * (shapes[point + SIDE + 1] - shapes[point + SIDE])
      picture[at] += own[n].expected * (above + t * (below - above))
    })
}

/** The columns as the joint fit has them. */
function asFitted({ table }: Columns, fit: JointFit): Gaussian[] {
  const { height, dx, dy, widths, beside } = fit
  const own = Array.from(height, (value, n) => {
    const sigma = widths[table.sublattice[n]]
    // Of one that is hardly there, its place is not known.
    const part = value > 0 ? 1 / Math.max(value, Math.hypot(dx[n], dy[n]) / sigma) : 0
    return { x: table.x[n] + part * dx[n], y: table.y[n] + part * dy[n], height: value, sigma }
  })
  return own.concat(beside)
}
