import type { Plane } from '../lattice/spectrum'
import type { PrincipalAxes } from '../math/principal-scores'
import { principalAxes, principalScores } from '../math/principal-scores'
import { foretoldByRidge } from '../math/ridge'
import { robustSpread } from '../math/robust'
import type { Columns } from './columns'
import type { Levelled } from './deviations'
import type { FittedColumns } from './joint-fit'
import type { Opinion } from './opinion'
import { noOpinion } from './opinion'
import { ordinaryPicture } from './ordinary-picture'
import { SIDE, siteCrops } from './site-crops'

/** Axes of what surrounds a column. */
const AXES = Number(process.env.L_AXES ?? 40)
const RIDGE = Number(process.env.L_RIDGE ?? 0.02)
/** Coordinates further off than this, in robust standard deviations, count as these. */
const CLIP = 3
/** Fewer columns of a kind teach nothing. */
const FEWEST = 3 * AXES

/**
 * What the surroundings of a column say of it, as the picture shows them: a linear blind-spot model. The principal axes of crops
 * centred on the lattice's places, the column itself masked, and a ridge regression of its deviations on the coordinates along these.
 * It knows no neighbours and no cell, so it holds where another lattice begins.
 */
export class LinearTwin {
  #axes: (PrincipalAxes | null)[] | null = null

  constructor(
    readonly picture: Plane,
    readonly columns: Columns,
  ) {}

  /** Columns marked in `known` are defects: they teach nothing, and their neighbours see ordinary columns in their places. */
  opinion(fit: FittedColumns, { deviations, level, usual }: Levelled, known: Uint8Array): Opinion {
    const { columns } = this
    const shown = ordinaryPicture(this.picture, columns, { fit, level, usual, known })
    const crops = siteCrops(shown, columns, level)
    const rows = crops.map(({ data, mask }) => seenPixels(data, mask))
    this.#axes ??= crops.map(({ mask, whole }, s) => {
      const { from, to } = columns.of(s)
      const tells = whole.map((is, k) => (is && !known[from + k] && !Number.isNaN(deviations[0][from + k]) ? 1 : 0))
      const count = tells.reduce((sum, is) => sum + is, 0)
      if (to - from < FEWEST || count < FEWEST) return null
      return principalAxes(rows[s], mask.reduce((sum, is) => sum + is, 0), tells, AXES)
    })
    const opinion = noOpinion(columns.count)
    this.#axes.forEach((axes, s) => {
      if (!axes) return
      const { from, to } = columns.of(s)
      const features = clippedScores(principalScores(rows[s], axes), axes.count)
      const ignored = crops[s].whole.map((is, k) => (is && !known[from + k] ? 0 : 1))
      deviations.forEach((values, c) => {
        const own = foretoldByRidge(
          { values: features, width: axes.count + 1 },
          values.subarray(from, to),
          ignored,
          RIDGE,
        )
        crops[s].whole.forEach((is, k) => {
          if (!is) own.prediction[k] = NaN
        })
        opinion[c].prediction.set(own.prediction, from)
        opinion[c].inflation.set(own.inflation, from)
      })
    })
    return opinion
  }
}

/** The pixels that the mask leaves, row by row. */
function seenPixels(data: Float32Array, mask: Uint8Array): Float32Array {
  const kept = Array.from(mask.keys()).filter((k) => mask[k])
  const rows = data.length / (SIDE * SIDE)
  const out = new Float32Array(rows * kept.length)
  for (let n = 0; n < rows; n++) {
    for (let k = 0; k < kept.length; k++) out[n * kept.length + k] = data[n * SIDE * SIDE + kept[k]]
  }
  return out
}

/** Coordinates [rows, count] about their middle, clipped, and a constant after those of each row. */
function clippedScores(scores: Float64Array, count: number): Float64Array {
  const rows = scores.length / count
  const out = new Float64Array(rows * (count + 1))
  const spreads = Array.from({ length: count }, (_, c) => {
    return robustSpread(Float32Array.from({ length: rows }, (_, n) => scores[n * count + c]))
  })
  const unit = Math.sqrt(spreads.reduce((sum, spread) => sum + spread ** 2, 0) / count)
  for (let n = 0; n < rows; n++) {
    for (let c = 0; c < count; c++) {
      const limit = CLIP * spreads[c]
      out[n * (count + 1) + c] = Math.min(Math.max(scores[n * count + c], -limit), limit)
    }
    out[n * (count + 1) + count] = unit
  }
  return out
}
