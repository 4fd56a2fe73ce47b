import type { Plane } from '../lattice/spectrum'
import type { Projection } from '../math/principal-axes'
import { coordinates, principalAxes, projection } from '../math/principal-axes'
import { allPredictedByRidge } from '../math/ridge'
import { median, robustSpread } from '../math/robust'
import type { Columns } from './columns'
import type { Levelled } from './deviations'
import type { FittedColumns } from './joint-fit'
import type { Opinion } from './opinion'
import { noOpinion } from './opinion'
import { CROP, SiteCrops } from './site-crops'

/** Directions in which what surrounds a column differs most. */
const AXES = 40
/** Columns that tell these, and how far coordinates scatter, at most: more tell nothing new. */
const ENOUGH = 400
const TELLING = 2000
/** Fewer columns of a kind teach nothing. */
const FEWEST = 3 * AXES
/** Coordinates further off than this, in robust standard deviations, count as these. */
const CLIP = 3
/** Strange is what the axes do not hold of a crop from so many robust standard deviations of its logarithm on, and a coordinate that is so far off. */
const STRANGE = 4
const FAR = 6
/** A column of less than this part of what stands around does not say where it stands. */
const PRESENT = 0.3

/** What is known of the columns when the twin is asked. */
export interface Asked {
  fit: FittedColumns
  own: Levelled
  /** 1 for defects, which teach nothing. Those around see ordinary columns in their places. */
  known: Uint8Array
}

/**
 * The linear twin of a blind-spot model: what the surroundings of a column, as the picture shows them, say of it. Principal axes
 * of crops around the columns' places, the column itself masked, and a ridge regression of its deviations on the coordinates along
 * these. It knows no cell and no neighbours, so it holds where another lattice begins. A crop is centred where the columns around put the
 * column, not where the lattice has it: the lattice has followed the column a little, and would tell of it.
 */
export class LinearTwin {
  readonly #columns: Columns
  readonly #crops: SiteCrops
  /** Of each sublattice; null where it has too few columns. Found when it is asked first, as is what a crop is measured in. */
  #axes: (Projection | null)[] | null = null
  #own: Levelled | null = null
  /** Columns that stand as ordinary ones in the crops. */
  #changed: Uint8Array
  /** Coordinates of each column along the axes of its sublattice, [columns, AXES]. */
  readonly #coordinates: Float64Array
  /** Of each column's crop, the squared length of what lies along none of them. */
  readonly #beyond: Float32Array

  constructor(picture: Plane, columns: Columns) {
    this.#columns = columns
    this.#crops = new SiteCrops(picture, columns)
    this.#changed = new Uint8Array(columns.count)
    this.#coordinates = new Float64Array(columns.count * AXES)
    this.#beyond = new Float32Array(columns.count)
  }

  /** NaN of columns whose crop the edge cuts, and of those that are too few of their kind. */
  opinion(asked: Asked): Opinion {
    const columns = this.#columns
    this.#look(asked)
    const opinion = noOpinion(columns.count)
    columns.lattice.sublattices.forEach((_, s) => {
      const { from, to } = columns.of(s)
      const isHeard = Uint8Array.from({ length: to - from }, (_, k) =>
        this.#axes![s] && this.#crops.isWhole(from + k) ? 1 : 0,
      )
      this.#silenceWhereStrange(isHeard, from)
      if (!isHeard.includes(1)) {
        for (const { prediction } of opinion) prediction.fill(NaN, from, to)
        return
      }
      const features = {
        values: clipped(this.#coordinates.subarray(from * AXES, to * AXES), isHeard),
        width: AXES + 1,
      }
      const ignored = isHeard.map((is, k) => (is && !asked.known[from + k] ? 0 : 1))
      const targets = asked.own.deviations.map((values) => values.subarray(from, to))
      allPredictedByRidge(features, targets, ignored).forEach(({ prediction, inflation }, c) => {
        opinion[c].prediction.set(
          prediction.map((value, k) => (isHeard[k] ? value : NaN)),
          from,
        )
        opinion[c].inflation.set(inflation, from)
      })
    })
    return opinion
  }

  /** Surroundings that look like none it has learned from, as beside an interstitial or a dislocation, tell it nothing. */
  #silenceWhereStrange(isHeard: Uint8Array, from: number): void {
    const heard = Array.from(isHeard.keys()).filter((k) => isHeard[k])
    const beyond = (k: number) => Math.log(this.#beyond[from + k])
    const along = (k: number, c: number) => this.#coordinates[(from + k) * AXES + c]
    const some = sample(heard, TELLING)
    const limits = Array.from(
      { length: AXES },
      (_, c) => FAR * robustSpread(Float32Array.from(some, (k) => along(k, c))),
    )
    const left = Float32Array.from(some, beyond)
    const most = median(left) + STRANGE * robustSpread(left)
    const isStrange = (k: number) => beyond(k) > most || limits.some((limit, c) => Math.abs(along(k, c)) > limit)
    for (const k of heard.filter(isStrange)) isHeard[k] = 0
  }

  /** Brings the coordinates up to what is known: those of all columns at first, then those that see a column which has changed. */
  #look(asked: Asked): void {
    const columns = this.#columns
    const { x, y } = columns.table
    const turned = this.#makeOrdinary(asked)
    let sees = (_: number) => true
    if (this.#axes) {
      const far = this.#crops.reach + 2 * Math.max(...columns.lattice.sublattices.map(({ width }) => width))
      sees = (n) => turned.some((k) => Math.abs(x[n] - x[k]) < far && Math.abs(y[n] - y[k]) < far)
    } else {
      this.#own = asked.own
      this.#axes = columns.lattice.sublattices.map((_, s) => this.#axesOf(s, asked))
    }
    this.#axes.forEach((axes, s) => {
      if (!axes) return
      const { from, to } = columns.of(s)
      const seeing: number[] = []
      for (let n = from; n < to; n++) if (this.#crops.isWhole(n) && sees(n)) seeing.push(n)
      this.#lay(seeing, axes)
    })
  }

  /** Lays the crops of columns along the axes, two at a time. */
  #lay(which: readonly number[], axes: Projection): void {
    const crops = [new Float32Array(CROP.pixels), new Float32Array(CROP.pixels)] as const
    const coordinatesOf = (n: number) => this.#coordinates.subarray(n * AXES, (n + 1) * AXES)
    for (let k = 0; k < which.length; k += 2) {
      const [n, m] = [which[k], which[Math.min(k + 1, which.length - 1)]]
      this.#crops.read(n, this.#own!, crops[0])
      this.#crops.read(m, this.#own!, crops[1])
      const beyond = coordinates(crops, axes, [coordinatesOf(n), coordinatesOf(m)])
      this.#beyond[n] = beyond[0]
      this.#beyond[m] = beyond[1]
    }
  }

  /** Puts ordinary columns in the places of known defects, and those that are none after all back; says which have changed. */
  #makeOrdinary({ fit, own: { level, usual }, known }: Asked): number[] {
    const { table, lattice } = this.#columns
    const turned = Array.from(known.keys()).filter((n) => known[n] !== this.#changed[n] && fit.seen[n])
    for (const n of turned) {
      const sign = known[n] ? 1 : -1
      const sigma = lattice.sublattices[table.sublattice[n]].width
      const isThere = fit.height[n] > PRESENT * level[n]
      const [dx, dy] = isThere ? [fit.dx[n] / fit.height[n], fit.dy[n] / fit.height[n]] : [0, 0]
      const [x, y] = [table.x[n], table.y[n]]
      this.#crops.add({ x: x + dx, y: y + dy, peak: -sign * fit.height[n], sigma })
      this.#crops.add({ x: x + usual[0][n], y: y + usual[1][n], peak: sign * level[n], sigma })
    }
    this.#changed = known.slice()
    return turned
  }

  #axesOf(s: number, { own: { deviations }, known }: Asked): Projection | null {
    const { from, to } = this.#columns.of(s)
    const telling = Array.from({ length: to - from }, (_, k) => from + k).filter(
      (n) => !known[n] && this.#crops.isWhole(n) && !Number.isNaN(deviations[0][n]),
    )
    if (telling.length < FEWEST) return null
    const mask = this.#crops.masks[s]
    const rows = sample(telling, ENOUGH).map((n) => {
      const crop = new Float32Array(CROP.pixels)
      this.#crops.read(n, this.#own!, crop)
      return seen(crop, mask)
    })
    return projection(principalAxes(rows, AXES), mask)
  }
}

/** Some of many, evenly: at most so many. */
function sample(all: readonly number[], most: number): number[] {
  const stride = Math.ceil(all.length / most)
  return all.filter((_, k) => k % stride === 0)
}

/** The pixels of a crop that the mask leaves; 0 for the others. */
function seen(crop: Float32Array, mask: Uint8Array): Float32Array {
  return crop.map((value, k) => (mask[k] ? value : 0))
}

/** Coordinates [rows, AXES], each clipped about 0, and a constant after those of each row. */
function clipped(values: Float64Array, isHeard: Uint8Array): Float64Array {
  const rows = isHeard.length
  const heard = sample(
    Array.from(isHeard.keys()).filter((n) => isHeard[n]),
    TELLING,
  )
  const spreads = Array.from({ length: AXES }, (_, c) =>
    robustSpread(Float32Array.from(heard, (n) => values[n * AXES + c])),
  )
  const unit = Math.sqrt(spreads.reduce((sum, spread) => sum + spread ** 2, 0) / AXES)
  const out = new Float64Array(rows * (AXES + 1))
  for (let n = 0; n < rows; n++) {
    for (let c = 0; c < AXES; c++) {
      const limit = CLIP * spreads[c]
      out[n * (AXES + 1) + c] = Math.min(Math.max(values[n * AXES + c], -limit), limit)
    }
    out[n * (AXES + 1) + AXES] = unit
  }
  return out
}
