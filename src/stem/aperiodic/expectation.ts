import type { LongCall } from '../../progress'
import type { Plane } from '../lattice/spectrum'
import type { LearnedSurroundings } from './learned'
import type { Ordered } from './order'
import { explainedPart } from './order'
import { predictedBySurroundings } from './surroundings'

/** How much each predictor counts. */
export interface Weights {
  linear: number
  vae: number
}

/** What surroundings say of a picture, and of the same picture mended. */
export interface Expectation {
  /** Of the picture as it is; NaN at the edge. */
  prediction: Float32Array
  /** Part of held-out variance that this explains. */
  explained: number
  weights: Weights
  predict: (picture: Plane, call: LongCall) => Promise<Float32Array>
}

export function linearExpectation({ prediction, explained }: Ordered): Expectation {
  const predict = (picture: Plane) => Promise.resolve(predictedBySurroundings(picture))
  return { prediction, explained, weights: { linear: 1, vae: 0 }, predict }
}

/**
 * What blind-spot VAEs say that have `learned` this very picture, and linear least squares: each counts as pixels tell that it has not learned
 * from. Reports the stage `predict`.
 */
export async function learnedExpectation(
  { picture, prediction: linear }: Ordered,
  learned: LearnedSurroundings,
  call: LongCall,
): Promise<Expectation> {
  const vae = await learned.predict(picture, call)
  const weights = weighed(picture.data, { linear, vae })
  const together = (said: { linear: Float32Array; vae: Float32Array }) =>
    said.linear.map((value, at) => weights.linear * value + weights.vae * said.vae[at])
  const prediction = together({ linear, vae })
  return {
    prediction,
    explained: explainedPart(picture, prediction),
    weights,
    predict: async (mended, during) =>
      together({ linear: predictedBySurroundings(mended), vae: await learned.predict(mended, during) }),
  }
}

/** Least squares; a predictor that would count against what it says is left out. */
function weighed(data: Float32Array, { linear, vae }: { linear: Float32Array; vae: Float32Array }): Weights {
  let [ll, lv, vv, ld, vd] = [0, 0, 0, 0, 0]
  data.forEach((value, at) => {
    const [l, v] = [linear[at], vae[at]]
    if (Number.isNaN(l) || Number.isNaN(v)) return
    ll += l * l
    lv += l * v
    vv += v * v
    ld += l * value
    vd += v * value
  })
  const determinant = ll * vv - lv * lv
  const both = { linear: (vv * ld - lv * vd) / determinant, vae: (ll * vd - lv * ld) / determinant }
  if (!(both.vae > 0)) return { linear: 1, vae: 0 }
  return both.linear > 0 ? both : { linear: 0, vae: vd / vv }
}
