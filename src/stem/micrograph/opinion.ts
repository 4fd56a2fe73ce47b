import type { Foretold } from '../math/ridge'

/** What one predictor says of every column from the others alone, by component. */
export type Opinion = readonly [intensity: Foretold, dx: Foretold, dy: Foretold]

/** That every column is as usual. */
export function noOpinion(count: number): Opinion {
  const usual = (): Foretold => ({ prediction: new Float32Array(count), inflation: new Float32Array(count).fill(1) })
  return [usual(), usual(), usual()]
}
