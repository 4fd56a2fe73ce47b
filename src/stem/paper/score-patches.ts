import type { Engine } from '../../kernels'
import type { LongCall } from '../../progress'
import { bulkScores, conformalPValue } from '../math/conformal'
import { predict, preprocess } from '../model/predict'
import type { Vae } from '../model/vae'
import type { PatchSet } from '../patch/patches'
import type { PatchScores } from '../patch/scores'
import type { RuleCalibration } from './calibrate'
import { nearMaximumStatistic } from './near-maximum'
import { isBulk } from './rule'

/** The paper's rule: the near-maximum statistic of each raw patch, flagged where it lies outside bulk's interval. */
export async function scorePatchesByRule(
  engine: Engine,
  { vae, paper }: { vae: Vae; paper: RuleCalibration },
  patches: PatchSet,
  call: LongCall = {},
): Promise<PatchScores> {
  const inputs = await preprocess(engine, patches, vae.preset)
  const predictions = await predict(engine, vae, inputs, call)
  const { mean } = await nearMaximumStatistic(engine, inputs, predictions, paper.rule)
  const distance = (value: number) => Math.abs(value - paper.interval.mean)
  const bulk = bulkScores([paper.bulkNearMaximum.map(distance)])
  return {
    scores: mean,
    pValues: Float64Array.from(mean, (value) => conformalPValue(bulk, distance(value))),
    flagged: Array.from(mean, (value) => !isBulk(value, paper.interval)),
    columns: [],
  }
}
