import type { TrainedModel } from '../model/learn'
import { predict } from '../model/predict'
import { nearMaximumStatistic } from './near-maximum'
import type { BulkInterval, Rule } from './rule'
import { bulkInterval, PAPER_RULE, robustBulkInterval } from './rule'

/** The paper's rule for one model: what the statistic of bulk is like under its predictions. */
export interface RuleCalibration {
  rule: Rule
  /** The near-maximum statistic of bulk patches that were not trained on. */
  bulkNearMaximum: Float32Array
  interval: BulkInterval
}

/** Calibrates the paper's rule on the held-out bulk of a trained model, some of which may hold defects if `contaminated`. */
export async function calibrateRule(
  { engine, vae, bulk: { heldOut } }: TrainedModel,
  contaminated: boolean,
): Promise<RuleCalibration> {
  const predictions = await predict(engine, vae, heldOut)
  const { mean } = await nearMaximumStatistic(engine, heldOut, predictions, PAPER_RULE)
  const interval = (contaminated ? robustBulkInterval : bulkInterval)(mean, PAPER_RULE.sigmas)
  return { rule: PAPER_RULE, bulkNearMaximum: mean, interval }
}
