import { factor, solveFactored } from '../math/solve'
import type { Predicted } from '../math/ridge'
import { unexplainedBy } from '../math/ridge'
import { robustSpread } from '../math/robust'
import type { Columns } from './columns'
import type { Deviations } from './deviations'
import type { Opinion } from './opinion'

/** A column that the first predictor misses by more than this does not say which is right, in robust standard deviations. */
const OUTLIER = 3.5
/** A predictor is taken in where it lessens the squared error by so many times what chance would. */
const BEYOND_CHANCE = 4
/** Each saying has been brought to the deviations' size already: one that would have to be taken so many times tells something else. */
const MOST_SHARE = 2

/** Who may say what is expected of a column: its neighbours, a linear blind-spot model of its surroundings, a VAE. */
export const MEMBERS = ['kriging', 'linear', 'vae'] as const
export type Member = (typeof MEMBERS)[number]

export interface Predictor {
  name: Member
  opinion: Opinion
}

/** How much each predictor counts for the columns of one sublattice, by component. */
export type Weights = Partial<Record<Member, readonly [intensity: number, dx: number, dy: number]>>

/**
 * What several predictors together say of the deviations, what they leave, brought to one scatter, and how much each counts. They are weighed by least squares, none
 * negative, on what each says of columns from others alone (Breiman, Stacked regressions, 1996): sublattices and components apart. Another
 * choice than the first alone is taken only where it lessens the error by more than chance. Where one says nothing (NaN), the first speaks.
 */
export function stacked(
  deviations: Deviations,
  predictors: readonly Predictor[],
  found: Uint8Array,
  columns: Columns,
): { explained: Deviations; residuals: Deviations; weights: Weights[] } {
  const { sublattices } = columns.lattice
  const weights = sublattices.map(() => predictors.map((): [number, number, number] => [0, 0, 0]))
  const said = deviations.map((values, c) => {
    const explained = new Float32Array(columns.count).fill(NaN)
    const left = explained.slice()
    sublattices.forEach((_, s) => {
      const { from, to } = columns.of(s)
      const sayings = predictors.map(({ opinion }): Predicted => {
        const { prediction, inflation } = opinion[c]
        return { prediction: prediction.subarray(from, to), inflation: inflation.subarray(from, to) }
      })
      const targets = values.subarray(from, to)
      const shares = weighed(targets, sayings, found.subarray(from, to))
      shares.forEach((share, m) => (weights[s][m][c] = share))
      const all = together(sayings, shares)
      explained.set(all.prediction, from)
      left.set(unexplainedBy(all, targets), from)
    })
    return { explained, left }
  })
  const each = (what: 'explained' | 'left'): Deviations => [said[0][what], said[1][what], said[2][what]]
  return {
    explained: each('explained'),
    residuals: each('left'),
    weights: weights.map((own): Weights => Object.fromEntries(predictors.map(({ name }, m) => [name, own[m]]))),
  }
}

function together(sayings: readonly Predicted[], shares: readonly number[]): Predicted {
  const total = shares.reduce((sum, share) => sum + share, 0)
  const counted = sayings.flatMap((saying, m) => (shares[m] > 0 ? [{ ...saying, share: shares[m] }] : []))
  const [first] = sayings
  const prediction = first.prediction.slice()
  const inflation = total > 0 ? first.inflation.slice() : first.inflation.map(() => 1)
  for (let n = 0; n < prediction.length; n++) {
    if (counted.some((saying) => Number.isNaN(saying.prediction[n]))) continue
    let [said, more] = [0, 0]
    for (const saying of counted) {
      said += saying.share * saying.prediction[n]
      more += (saying.share / total) * saying.inflation[n]
    }
    prediction[n] = said
    if (total > 0) inflation[n] = more
  }
  return { prediction, inflation }
}

/** The weight of each predictor: 0 of those that say nothing at all. */
function weighed(targets: Float32Array, all: readonly Predicted[], found: Uint8Array): number[] {
  const speaks = all.map(({ prediction }, m) => m === 0 || prediction.some((value) => !Number.isNaN(value)))
  const sayings = all.filter((_, m) => speaks[m])
  const shares = weighedTogether(targets, sayings, found)
  return speaks.map((does, m) => (does ? shares[speaks.slice(0, m).filter(Boolean).length] : 0))
}

function weighedTogether(targets: Float32Array, sayings: readonly Predicted[], found: Uint8Array): number[] {
  const alone = sayings.map((_, m): number => (m === 0 ? 1 : 0))
  if (sayings.length === 1) return alone
  const known = Array.from(targets.keys()).filter(
    (n) => !found[n] && !Number.isNaN(targets[n]) && sayings.every(({ prediction }) => !Number.isNaN(prediction[n])),
  )
  const residuals = Float32Array.from(known, (n) => targets[n] - sayings[0].prediction[n])
  const limit = OUTLIER * robustSpread(residuals)
  const rows = known.filter((_, k) => Math.abs(residuals[k]) <= limit)
  const errorOf = (shares: readonly number[]) => {
    let sum = 0
    for (const n of rows) {
      let said = 0
      for (let m = 0; m < shares.length; m++) said += shares[m] * sayings[m].prediction[n]
      sum += (targets[n] - said) ** 2
    }
    return sum
  }
  let best = { shares: alone, error: errorOf(alone) }
  const chance = (BEYOND_CHANCE * best.error) / Math.max(1, rows.length)
  for (let set = 1; set < 2 ** sayings.length; set++) {
    const members = sayings.flatMap((_, m) => (set & (1 << m) ? [m] : []))
    if (members.length === 1 && members[0] === 0) continue
    const shares = leastSquares(targets, sayings, { rows, members })
    if (!shares || shares.some((share) => share < 0 || share > MOST_SHARE)) continue
    const error = errorOf(shares)
    if (error < best.error - chance) best = { shares, error }
  }
  return best.shares
}

function leastSquares(
  targets: Float32Array,
  sayings: readonly Predicted[],
  { rows, members }: { rows: readonly number[]; members: readonly number[] },
): number[] | null {
  const size = members.length
  const gram = new Float64Array(size * size)
  const side = new Float64Array(size)
  for (const n of rows) {
    members.forEach((m, p) => {
      side[p] += sayings[m].prediction[n] * targets[n]
      members.forEach((l, q) => (gram[p * size + q] += sayings[m].prediction[n] * sayings[l].prediction[n]))
    })
  }
  if (!factor(gram, size)) return null
  solveFactored(gram, side)
  const shares = sayings.map((): number => 0)
  members.forEach((m, p) => (shares[m] = side[p]))
  return shares
}
