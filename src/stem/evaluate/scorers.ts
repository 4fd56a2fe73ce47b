import type { Engine } from '../../kernels'
import { fitLinearAnchor } from './linear-anchor'
import { nearMaximumOnHost } from '../paper/near-maximum-on-host'
import { fitPca } from '../paper/pca'
import type { Predictor } from '../model/predictor'
import { preprocessOnHost } from '../patch/preprocess'
import { fitTemplate } from '../paper/template'
import type { PatchJudge } from '../patch-detector/calibrate'
import { learnGeometry } from '../patch/columns'
import { deviations, observe } from '../patch-detector/observer'
import { predictPatches } from '../patch-detector/prediction'
import { nearMaximumStatistic } from '../paper/near-maximum'
import { predict, preprocess } from '../model/predict'
import type { PatchSet } from '../patch/patches'
import { PAPER_RULE } from '../paper/rule'
import type { Vae } from '../model/vae'

/** Scores of raw patches, higher the less they look like bulk; one array an alternative, of which the best counts. */
export type Scorer = (raw: PatchSet) => Promise<Float32Array[]> | Float32Array[]

/** Lacuna's own score. */
export function lacunaScorer(engine: Engine, { observer, predictor }: PatchJudge): Scorer {
  return async (raw) => {
    const inputs = await preprocess(engine, raw, predictor.vae.preset)
    const predictions = await predictPatches(engine, predictor, inputs)
    return [observe(observer, deviations(inputs, predictions, observer.scatter.geometry), inputs.size).scores]
  }
}

/** The paper's rule: how far the near-maximum statistic lies from that of `bulk`. */
export async function paperScorer(engine: Engine, vae: Vae, bulk: PatchSet): Promise<Scorer> {
  const statistic = async (raw: PatchSet) => {
    const inputs = await preprocess(engine, raw, vae.preset)
    const predictions = await predict(engine, vae, inputs)
    return (await nearMaximumStatistic(engine, inputs, predictions, PAPER_RULE)).mean
  }
  return distanceFrom(await statistic(bulk), statistic)
}

/** The same rule on another predictor. */
async function ruleScorer(predictor: Predictor, bulk: PatchSet): Promise<Scorer> {
  const statistic = (raw: PatchSet) => {
    const inputs = preprocessOnHost(raw)
    return Promise.resolve(nearMaximumOnHost(inputs, predictor(inputs), PAPER_RULE))
  }
  return distanceFrom(await statistic(bulk), statistic)
}

function distanceFrom(bulk: Float32Array, statistic: (raw: PatchSet) => Promise<Float32Array>): Scorer {
  const centre = bulk.reduce((sum, value) => sum + value, 0) / bulk.length
  return async (raw) => [(await statistic(raw)).map((value) => Math.abs(value - centre))]
}

/** The baselines with scores of their own, trained on all of `training`. */
export async function baselineScorers(
  training: PatchSet,
  bulk: PatchSet,
): Promise<Record<'pca-40' | 'pca-20' | 'template', Scorer>> {
  const inputs = preprocessOnHost(training)
  const anchor = fitLinearAnchor(training, bulk, learnGeometry(inputs.data, inputs.count, inputs.size))
  return {
    'pca-40': (raw) => Object.values(anchor(raw)),
    'pca-20': await ruleScorer(fitPca(inputs), bulk),
    template: await ruleScorer(fitTemplate(inputs), bulk),
  }
}
