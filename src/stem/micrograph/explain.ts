import { predictedByRidge } from '../math/ridge'
import { robustSpread } from '../math/robust'
import type { Columns } from './columns'
import type { Deviations } from './deviations'
import type { Opinion } from './opinion'
import { noOpinion } from './opinion'

/** Neighbours of any sublattice that say what a column should be like. */
const NEIGHBOURS = 20
/** A neighbour that is further off than this, in robust standard deviations, tells only that much. */
const CLIP = 3

/**
 * What the neighbours' deviations say of a column's own: rows shifted by scan errors, bent lattices and thickness show in
 * neighbours alike. Linear, by ridge regression on the micrograph's own columns; sublattices and components apart. Columns
 * marked in `found` are taken for defects: they teach nothing, and their neighbours take them for ordinary.
 */
export function kriged(deviations: Deviations, found: Uint8Array, columns: Columns): Opinion {
  const { lattice } = columns
  // Neighbours on opposite sides count alike: a crystal's columns see no difference.
  const pairs = lattice.sublattices.map((_, s) =>
    columns.pairs(s, NEIGHBOURS).map((pair) => pair.map((offset) => columns.neighbours(s, offset))),
  )
  const opinion = noOpinion(columns.count)
  deviations.forEach((values, c) => {
    const clipped = clip(values, found, columns)
    lattice.sublattices.forEach((_, s) => {
      const { from, to } = columns.of(s)
      const width = pairs[s].length
      const features = new Float64Array((to - from) * width)
      for (let n = from; n < to; n++) {
        const at = (n - from) * width
        for (let k = 0; k < width; k++) features[at + k] = meanOver(pairs[s][k], n - from, clipped)
      }
      const own = predictedByRidge({ values: features, width }, values.subarray(from, to), found.subarray(from, to))
      opinion[c].prediction.set(own.prediction, from)
      opinion[c].inflation.set(own.inflation, from)
    })
  })
  return opinion
}

/**
 * What `expected` deviations, a model's, say of a column's own, each brought to the part of them that holds in this micrograph; NaN
 * where the model expects nothing. Columns marked in `found` teach nothing.
 */
export function regressed(deviations: Deviations, expected: Deviations, found: Uint8Array, columns: Columns): Opinion {
  const opinion = noOpinion(columns.count)
  deviations.forEach((values, c) => {
    columns.lattice.sublattices.forEach((_, s) => {
      const { from, to } = columns.of(s)
      const said = expected[c].subarray(from, to)
      const silent = said.map((value) => (Number.isNaN(value) ? 1 : 0))
      const features = { values: Float64Array.from(said, (value) => value || 0), width: 1 }
      const ignored = found.slice(from, to).map((is, k) => is | silent[k])
      const own = predictedByRidge(features, values.subarray(from, to), ignored)
      opinion[c].prediction.set(
        own.prediction.map((value, k) => (silent[k] ? NaN : value)),
        from,
      )
      opinion[c].inflation.set(own.inflation, from)
    })
  })
  return opinion
}

function clip(values: Float32Array, found: Uint8Array, columns: Columns): Float32Array {
  const out = values.slice()
  columns.lattice.sublattices.forEach((_, s) => {
    const { from, to } = columns.of(s)
    const limit = CLIP * robustSpread(values.subarray(from, to))
    for (let n = from; n < to; n++) out[n] = found[n] ? 0 : Math.min(Math.max(values[n], -limit), limit)
  })
  return out
}

/** The mean of what is known of the `k`-th column's neighbours on opposite sides; 0 where nothing is. */
function meanOver(pair: readonly Int32Array[], k: number, values: Float32Array): number {
  let sum = 0
  let count = 0
  for (let side = 0; side < pair.length; side++) {
    const other = pair[side][k]
    if (other < 0 || Number.isNaN(values[other])) continue
    sum += values[other]
    count++
  }
  return count ? sum / count : 0
}
