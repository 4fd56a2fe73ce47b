import type { Engine } from '../../kernels'
import { heatMap, nearMaximum } from '../../kernels'
import { Tensor } from '../../nn'
import type { LongCall } from '../../progress'
import { Chunked } from '../model/chunked'
import { CHUNK } from '../model/predict'
import type { PatchSet } from '../patch/patches'
import type { Rule } from './rule'

/** The paper's heat maps and the statistic of each. */
export interface NearMaximum {
  /** [count, size, size]: difference where |difference| reaches the threshold, else 0. */
  heat: Float32Array
  /** [count]: signed mean near the maximum. */
  mean: Float32Array
}

export async function nearMaximumStatistic(
  engine: Engine,
  patches: PatchSet,
  predictions: Float32Array,
  { threshold, halfWidth, ...call }: Pick<Rule, 'threshold' | 'halfWidth'> & LongCall,
): Promise<NearMaximum> {
  const shape = [CHUNK, patches.size, patches.size] as const
  const step = await Chunked.compile(engine, shape, 2, (x, prediction) => {
    const heat = heatMap(engine, x.storage, prediction.storage, threshold)
    const statistic = nearMaximum(engine, heat, shape, halfWidth)
    return { heat: new Tensor(engine, heat, shape), statistic: new Tensor(engine, statistic, [CHUNK, 4]) }
  })
  try {
    const { heat, statistic } = await step.map('score', patches.count, [patches.data, predictions], call)
    return { heat, mean: Float32Array.from({ length: patches.count }, (_, i) => statistic[4 * i]) }
  } finally {
    step.free()
  }
}
