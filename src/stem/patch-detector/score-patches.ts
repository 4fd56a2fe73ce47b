import type { Engine } from '../../kernels'
import type { LongCall } from '../../progress'
import { discoveries } from '../math/false-discovery'
import { preprocess } from '../model/predict'
import type { PatchSet } from '../patch/patches'
import type { PatchScores } from '../patch/scores'
import type { PatchJudge } from './calibrate'
import { describeColumn } from './column-change'
import { deviations, observe } from './observer'
import { predictPatches } from './prediction'

/**
 * Judges raw patches by the `lacuna` score: a patch is flagged where its p-value is at most `rate`, and so are the columns
 * that a false discovery rate of `rate` over all columns of the stack admits.
 */
export async function scorePatches(
  engine: Engine,
  { observer, response, predictor }: PatchJudge,
  patches: PatchSet,
  { rate, ...call }: LongCall & { rate: number },
): Promise<PatchScores> {
  const inputs = await preprocess(engine, patches, predictor.vae.preset)
  const predictions = await predictPatches(engine, predictor, inputs, call)
  const measured = deviations(inputs, predictions, observer.scatter.geometry)
  const { scores, pValues, columns } = observe(observer, measured, inputs.size)
  const all = columns.flatMap((list, patch) => list.map((column) => ({ patch, column })))
  const found = discoveries(
    all.map(({ column }) => column.pValue),
    rate,
  )
  return {
    scores,
    pValues,
    flagged: Array.from(pValues, (p) => p <= rate),
    columns: all.flatMap(({ patch, column }, i) => {
      const { x, y, sublattice, score, pValue } = column
      return found[i] ? [{ patch, x, y, sublattice, score, pValue, ...describeColumn(column, response) }] : []
    }),
  }
}
