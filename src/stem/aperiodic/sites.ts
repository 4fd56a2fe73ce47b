import type { Plane } from '../lattice/spectrum'
import { bicubic } from '../math/interpolate'
import { predictedByRidge } from '../math/ridge'
import { median, spreadAbout } from '../math/robust'
import { betweenSpots, columnsIn } from './spots'
import type { Columns, Spot } from './spots'
import { REACH, SEEN } from './surroundings'

/** The surroundings of a site lie so far from the edge that a crop around everything near it is whole. */
const MARGIN = REACH + 3
/** What is left around a site counts up to so many spreads. */
const CLIP = 4
/** Hardly any: features are three. */
const RIDGE = 1e-4

/** Places where the surroundings predict a column, and what the picture shows more there; entry n of each array belongs to site n. */
export interface Sites {
  spots: Spot[]
  /** What the picture has more than the prediction; NaN at the edge. */
  left: Float32Array
  /** The level between columns, and σ of a column, pixels. */
  ground: number
  sigma: number
  /** What the picture has more than the prediction, and by how much that rises to the next pixel along x and y. */
  change: Float64Array
  slope: { x: Float64Array; y: Float64Array }
  /** Standard deviations of these as the surroundings of each site tell. */
  spread: { change: Float64Array; slope: Float64Array }
}

/** What `picture` shows at the columns that `prediction` has. Sites that `isKnown` holds for are defects and tell no spread. `withRidges`: also between maxima. */
export function sitesOf(
  picture: Plane,
  prediction: Float32Array,
  { isKnown, withRidges }: { isKnown: (spot: Spot) => boolean; withRidges: boolean },
): Sites {
  const { width, height } = picture
  const predicted = { ...picture, data: prediction }
  const columns = columnsIn(predicted)
  const { ground } = columns
  const ridges = withRidges ? betweenSpots(predicted, columns) : []
  const spots = [...columns.spots, ...ridges].filter(
    ({ x, y }) => Math.min(x, y, width - 1 - x, height - 1 - y) > MARGIN,
  )
  const left = picture.data.map((value, at) => value - prediction[at])
  const grid = { columns: width, rows: height }
  const at = (x: number, y: number) => bicubic(left, grid, x, y)
  const change = Float64Array.from(spots, ({ x, y }) => at(x, y))
  const slope = {
    x: Float64Array.from(spots, ({ x, y }) => at(x + 0.5, y) - at(x - 0.5, y)),
    y: Float64Array.from(spots, ({ x, y }) => at(x, y + 0.5) - at(x, y - 0.5)),
  }
  const around = strangeness(left, width, spots)
  // Noise grows with the height of a column, and surroundings that are badly predicted predict badly.
  const features = spots.flatMap(({ value }, n) => [1, Math.log(around[n]), Math.log(value - ground)])
  const known = Uint8Array.from(spots, (spot) => Number(isKnown(spot)))
  const sizeOf = (components: readonly Float64Array[]) => expectedSize(components, Float64Array.from(features), known)
  return {
    spots,
    left,
    ground,
    sigma: sigmaOf(predicted, columns),
    change,
    slope,
    spread: { change: sizeOf([change]), slope: sizeOf([slope.x, slope.y]) },
  }
}

/** Mean square of what the prediction leaves around each spot, as far as a crop shows it. */
function strangeness(left: Float32Array, width: number, spots: readonly Spot[]): Float64Array {
  const limit =
    CLIP *
    spreadAbout(
      left.filter((value) => !Number.isNaN(value)),
      0,
    )
  return Float64Array.from(spots, ({ x, y }) => {
    const middle = Math.round(y) * width + Math.round(x)
    let [sum, count] = [0, 0]
    for (const way of SEEN) {
      const value = left[middle + way.y * width + way.x]
      if (Number.isNaN(value)) continue
      sum += Math.min(Math.abs(value), limit) ** 2
      count++
    }
    return sum / count
  })
}

/** Standard deviation that some values of a site have by its features [sites, features]; all components of a site have the same. */
function expectedSize(components: readonly Float64Array[], features: Float64Array, known: Uint8Array): Float64Array {
  const logarithm = Float32Array.from(known, (_, n) => {
    const square = components.reduce((sum, values) => sum + values[n] ** 2, 0) / components.length
    return 0.5 * Math.log(square + Number.MIN_VALUE)
  })
  const width = features.length / known.length
  const { prediction } = predictedByRidge({ values: features, width }, logarithm, known, RIDGE)
  const size = Float64Array.from(prediction, Math.exp)
  const bulk = Array.from(known.keys()).filter((n) => !known[n])
  const unit = spreadAbout(
    components.flatMap((values) => bulk.map((n) => values[n] / size[n])),
    0,
  )
  return size.map((value) => value * unit)
}

/** At the top of a Gaussian the Laplacian is −2 / σ² of its height. */
function sigmaOf({ data, width }: Plane, { spots, ground }: Columns): number {
  const squares = spots.map(({ x, y, value }) => {
    const at = Math.round(y) * width + Math.round(x)
    return (2 * (value - ground)) / (4 * data[at] - data[at - 1] - data[at + 1] - data[at - width] - data[at + width])
  })
  return Math.sqrt(median(squares))
}
