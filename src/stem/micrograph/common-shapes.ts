import type { Plane } from '../lattice/spectrum'
import { median } from '../math/robust'
import type { Columns } from './columns'
import type { Gaussian, JointFit } from './joint-fit'
import { REACH, visitNearest } from './nearest-columns'

/** The columns of one lattice: entry n of both lists belongs to column n. */
export interface Expected {
  columns: Columns
  fit: JointFit
  /** As the joint fit has them, and as they are expected. */
  fitted: readonly Gaussian[]
  expected: readonly Gaussian[]
}

/** Points of a shape to a distance between columns, and along an edge; the middle one is the column's place. */
const STEPS = 32
const SIDE = 2 * Math.ceil(REACH * STEPS) + 3
/** A column tells what is common to its kind if it is as high as expected to within this part. */
const ORDINARY = 0.5

/** A column, and its kind's shape: a part of its usual height at each point, as sum and weight at first. */
interface Bearer {
  x: number
  y: number
  /** Points to a pixel. */
  scale: number
  shape: Float64Array
  weight: Float64Array
  /** Heights in parts of the usual one: of a column that tells what is common, 0 of others; and as expected. */
  telling: number
  expected: number
}

/**
 * What columns of a kind have in common that their Gaussians have not: of what the joint fit has `left` of a picture, the mean around
 * columns of a sublattice, in parts of their height, by least squares on how high each is. Gives a function that adds it to a picture, at
 * every column as it is expected.
 */
export function commonShapes(left: Plane, grains: readonly Expected[]): (picture: Float32Array) => void {
  const bearers = grains.map(bearersOf)
  eachPoint(left, grains, bearers, ({ shape, weight, telling }, { at, point, s, t }) => {
    if (telling === 0) return
    const value = telling * left.data[at]
    const square = telling ** 2
    const give = (to: number, share: number) => {
      shape[to] += share * value
      weight[to] += share * square
    }
    give(point, (1 - s) * (1 - t))
    give(point + 1, s * (1 - t))
    give(point + SIDE, (1 - s) * t)
    give(point + SIDE + 1, s * t)
  })
  for (const { shape, weight } of new Map(bearers.flat().map((one) => [one.shape, one])).values()) {
    for (let point = 0; point < shape.length; point++) if (weight[point] > 0) shape[point] /= weight[point]
  }
  return (picture) =>
    eachPoint(left, grains, bearers, ({ shape, expected }, { at, point, s, t }) => {
      const above = shape[point] + s * (shape[point + 1] - shape[point])
      const below = shape[point + SIDE] + s * (shape[point + SIDE + 1] - shape[point + SIDE])
      picture[at] += expected * (above + t * (below - above))
    })
}

/** The first of the four points of a shape around a pixel, and how far on from it the pixel is along both axes. */
interface Point {
  at: number
  point: number
  s: number
  t: number
}

function eachPoint(
  { width, height }: Plane,
  grains: readonly Expected[],
  bearers: readonly (readonly Bearer[])[],
  visit: (bearer: Bearer, point: Point) => void,
): void {
  const point: Point = { at: 0, point: 0, s: 0, t: 0 }
  visitNearest({ width, height }, grains, (at, n, g) => {
    const bearer = bearers[g][n]
    const row = Math.floor(at / width)
    const u = (at - row * width - bearer.x) * bearer.scale + (SIDE - 1) / 2
    const v = (row - bearer.y) * bearer.scale + (SIDE - 1) / 2
    const across = Math.floor(u)
    const down = Math.floor(v)
    point.at = at
    point.point = down * SIDE + across
    point.s = u - across
    point.t = v - down
    visit(bearer, point)
  })
}

function bearersOf({ columns, fit, fitted, expected }: Expected): Bearer[] {
  const kinds = columns.lattice.sublattices.map((_, s) => {
    const { from, to } = columns.of(s)
    const usual = median(Float64Array.from(expected.slice(from, to), ({ height }) => height))
    return { part: usual > 0 ? 1 / usual : 0, shape: new Float64Array(SIDE ** 2), weight: new Float64Array(SIDE ** 2) }
  })
  return expected.map(({ x, y, height }, n) => {
    const { part, shape, weight } = kinds[columns.table.sublattice[n]]
    const isOrdinary = fit.seen[n] && Math.abs(fitted[n].height - height) < ORDINARY * height
    const telling = isOrdinary ? part * fitted[n].height : 0
    return { x, y, scale: STEPS / columns.spacing, shape, weight, telling, expected: part * height }
  })
}
