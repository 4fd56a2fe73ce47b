import type { Predicted } from '../math/ridge'

/** What one predictor says of every column from the others alone, by component. */
export type Opinion = readonly [intensity: Predicted, dx: Predicted, dy: Predicted]

/** That every column is as usual. */
export function noOpinion(count: number): Opinion {
  const usual = (): Predicted => ({ prediction: new Float32Array(count), inflation: new Float32Array(count).fill(1) })
  return [usual(), usual(), usual()]
}
