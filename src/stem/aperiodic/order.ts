import type { Contrast } from '../clean/contrast'
import type { Lattice, LatticeVerdict, NotPeriodic } from '../lattice/lattice'
import { allSublattices, cellKey } from '../lattice/lattice'
import type { Plane } from '../lattice/spectrum'
import { median } from '../math/robust'
import type { Vector } from '../math/vector'
import { norm } from '../math/vector'
import type { Coarse } from './coarse'
import { coarse, placeOf } from './coarse'
import type { Spot } from './spots'
import { columnsIn } from './spots'
import { predictedBySurroundings, REACH } from './surroundings'

/** Surroundings that explain less of held-out variance explain what amorphous films and liquids have: see docs/measurements.md. */
const LEAST_EXPLAINED = 0.6
/** Columns stand out of a ground, which makes a picture skew; an amorphous film at whatever defocus is not. */
const LEAST_SKEWNESS = 0.25
/** A column bends this part as much along its flatter axis as along the other; a fringe hardly at all. */
const LEAST_ROUNDNESS = 0.2
/** Fewer columns tell no scatter. */
const FEWEST = 150
/** A coarse picture of fewer pixels along an edge has too few whole crops. */
const SMALLEST = 4 * REACH
/** A lattice that leaves more than this part of the columns beside its own is not the picture's; before it is known what surroundings tell, noise counts as columns, too. */
const MOST_LEFT = { atFirst: 0.12, atLast: 0.15 }
/** A column stands within this part of a gap radius of the lattice's, and is asked only within so many cells of one. */
const NEAR = 0.35
const BESIDE = 1.2

/** A micrograph whose columns are explained by what surrounds them. */
export interface Ordered {
  /** With bright columns. */
  picture: Coarse
  /** Whether the micrograph's are dark. */
  isDark: boolean
  /** What the surroundings of each pixel say of it; NaN at the edge. */
  prediction: Float32Array
  /** Part of held-out variance that they explain. */
  explained: number
}

/**
 * The micrograph's own order, where it has columns that no lattice holds: `found` is none, or one that leaves many of the columns out. Null where
 * the lattice is the picture's, or nothing is to be learned: noise, an amorphous film, fringes, a diffraction pattern.
 */
export function orderWithout(found: LatticeVerdict, micrograph: Plane, contrast: Contrast): Ordered | null {
  const plain = coarse(micrograph)
  if (!plain || Math.min(plain.width, plain.height) < SMALLEST) return null
  const skew = skewness(plain)
  const isDark = contrast === 'auto' ? skew < 0 : contrast === 'dark'
  if ((isDark ? -skew : skew) < LEAST_SKEWNESS) return null
  const picture = isDark ? { ...plain, data: plain.data.map((value) => -value) } : plain
  if (found.verdict === 'periodic' && leftBy(found, columnsIn(picture).spots, picture) < MOST_LEFT.atFirst) return null
  const prediction = predictedBySurroundings(picture)
  const explained = explainedPart(picture, prediction)
  const { spots } = columnsIn({ ...picture, data: prediction })
  if (explained < LEAST_EXPLAINED || spots.length < FEWEST) return null
  if (median(spots.map((spot) => roundness(prediction, picture.width, spot))) < LEAST_ROUNDNESS) return null
  if (found.verdict === 'periodic' && leftBy(found, spots, picture) < MOST_LEFT.atLast) return null
  return { picture, isDark, prediction, explained }
}

/** A lattice that is not the picture's, as a verdict. */
export function refused({ lengths: [a, b], quality }: Lattice): NotPeriodic {
  const reason = `a lattice of ${a.toFixed(1)} × ${b.toFixed(1)} px repeats in it, but many of its columns stand beside that`
  return { verdict: 'not periodic', reason, order: quality.order, surrogateOrder: quality.surrogateOrder }
}

/** Third moment over the cube of the standard deviation. */
function skewness({ data }: Plane): number {
  let sum = 0
  for (let at = 0; at < data.length; at++) sum += data[at]
  const mean = sum / data.length
  let squares = 0
  let cubes = 0
  for (let at = 0; at < data.length; at++) {
    const off = data[at] - mean
    squares += off * off
    cubes += off * off * off
  }
  return cubes / data.length / (squares / data.length) ** 1.5
}

/** Part of a picture's variance that a prediction of it explains, where it is known. */
export function explainedPart({ data }: Plane, prediction: Float32Array): number {
  const known = Array.from(prediction.keys()).filter((at) => !Number.isNaN(prediction[at]))
  const mean = known.reduce((sum, at) => sum + data[at], 0) / known.length
  const all = known.reduce((sum, at) => sum + (data[at] - mean) ** 2, 0)
  const left = known.reduce((sum, at) => sum + (data[at] - prediction[at]) ** 2, 0)
  return all > 0 ? 1 - left / all : 0
}

/** The smaller principal curvature at a maximum over the larger one. */
function roundness(data: Float32Array, width: number, { x, y }: Spot): number {
  const at = Math.round(y) * width + Math.round(x)
  const xx = data[at - 1] + data[at + 1] - 2 * data[at]
  const yy = data[at - width] + data[at + width] - 2 * data[at]
  const xy = (data[at + width + 1] + data[at - width - 1] - data[at + width - 1] - data[at - width + 1]) / 4
  const apart = norm(xx - yy, 2 * xy)
  return (xx + yy + apart) / (xx + yy - apart)
}

/** Part of the columns where the lattice is that stand beside the lattice's own. */
function leftBy(lattice: Lattice, spots: readonly Spot[], picture: Coarse): number {
  const cell = Math.max(...lattice.lengths)
  const near = nearestOf(lattice, BESIDE * cell)
  const distances = spots.map((spot) => near(placeOf(spot, picture))).filter((distance) => distance < BESIDE * cell)
  return distances.filter((distance) => distance > NEAR * picture.radius).length / Math.max(1, distances.length)
}

/** Gives the distance from a place to the nearest column, up to `reach`; ∞ beyond. */
function nearestOf(lattice: Lattice, reach: number): (place: Vector) => number {
  const squares = new Map<number, Vector[]>()
  const at = (value: number) => Math.floor(value / reach)
  for (const { sites } of allSublattices(lattice)) {
    sites.x.forEach((x, n) => {
      const y = sites.y[n]
      const key = cellKey(at(x), at(y))
      const square = squares.get(key)
      if (square) square.push({ x, y })
      else squares.set(key, [{ x, y }])
    })
  }
  return ({ x, y }) => {
    let nearest = Infinity
    for (let i = at(x) - 1; i <= at(x) + 1; i++) {
      for (let j = at(y) - 1; j <= at(y) + 1; j++) {
        for (const one of squares.get(cellKey(i, j)) ?? []) nearest = Math.min(nearest, norm(one.x - x, one.y - y))
      }
    }
    return nearest < reach ? nearest : Infinity
  }
}
