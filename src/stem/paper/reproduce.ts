import type { AdapterSummary, Engine } from '../../kernels'
import { adapterSummary } from '../../kernels'
import type { LongCall } from '../../progress'
import { counter } from '../../progress'
import { nearMaximumOnHost } from './near-maximum-on-host'
import { fitPca } from './pca'
import type { Predictor } from '../model/predictor'
import { fitTemplate } from './template'
import { selectPatches } from '../patch/patches'
import { IMAGE_SETS } from './image-sets'
import type { ImageSet, ReproductionData } from './image-sets'
import type { PatchSet } from '../patch/patches'
import type { NearMaximum } from './near-maximum'
import { nearMaximumStatistic } from './near-maximum'
import { predict as predictPatches, preprocess } from '../model/predict'
import { presetNamed } from '../model/presets'
import type { PresetName } from '../model/presets'
import type { BulkInterval, Outcome, Rule } from './rule'
import { applyRule, PAPER_RULE } from './rule'
import { trainVae } from '../model/train'
import { Vae } from '../model/vae'

/** What Table 1 compares, all judged by one rule. */
export const METHODS = ['vae', 'pca-20', 'template'] as const
export type Method = (typeof METHODS)[number]

/** The near-maximum statistic of every patch of every set. */
export type Statistics = Record<ImageSet, Float32Array>

/** One row of the paper's Figure 1: `size × size` each, intensities 0–1. */
export interface Example {
  set: ImageSet
  size: number
  input: Float32Array
  prediction: Float32Array
  heat: Float32Array
}

/** The paper's experiment and its outcome: all that a report says. */
export interface Reproduction {
  /** Where the patches come from, and how many there are. */
  source: string
  remark?: string
  patches: { training: number } & Record<ImageSet, number>
  preset: PresetName
  parameters: number
  seed: number
  epochs: number
  adapter: AdapterSummary
  trainSeconds: number
  rule: Rule
  statistics: Record<Method, Statistics>
  outcomes: Record<Method, Outcome & { interval: BulkInterval }>
  /** Mean loss of each epoch. */
  losses: number[]
  /** Of each set the patch whose statistic is its median: neither the best nor the worst. */
  examples: Example[]
}

export interface ReproduceOptions extends LongCall {
  preset: PresetName
  seed: number
  /** The preset's own number when left out. */
  epochs?: number
}

/** What is counted while it goes on. */
const SET = 'image set'

/** Trains on the bulk set, predicts every test set, and judges the VAE and both baselines by the paper's rule. */
export async function reproduce(
  engine: Engine,
  data: ReproductionData,
  { preset: presetName, seed, epochs: wanted, ...call }: ReproduceOptions,
): Promise<Reproduction> {
  const preset = presetNamed(presetName)
  const epochs = wanted ?? preset.epochs
  const { signal } = call
  const sets = IMAGE_SETS.length
  const prepared = counter('preprocess', SET, sets + 1, call)
  const training = await preprocess(engine, data.training, preset, { signal })
  await prepared()
  const inputs = await eachSet(data.sets, (set) => preprocess(engine, set, preset, { signal }), prepared)

  const vae = new Vae(preset, seed).to(engine)
  try {
    const { losses, seconds } = await trainVae(engine, vae, training, { seed, epochs, ...call })
    const predict = (set: PatchSet) => predictPatches(engine, vae, set, { signal })
    const predictions = await eachSet(inputs, predict, counter('predict', SET, sets, call))
    const score = (set: PatchSet, id: ImageSet) =>
      nearMaximumStatistic(engine, set, predictions[id], { ...PAPER_RULE, signal })
    const judged = await eachSet(inputs, score, counter('score', SET, sets, call))
    const compared = counter('baselines', SET, 2 * sets, call)
    const statistics: Reproduction['statistics'] = {
      vae: await eachSet(judged, ({ mean }) => mean),
      'pca-20': await baseline(fitPca(training), inputs, compared),
      template: await baseline(fitTemplate(training), inputs, compared),
    }
    const counts = await eachSet(data.sets, ({ count }) => count)
    return {
      source: data.source,
      ...(data.remark !== undefined && { remark: data.remark }),
      patches: { training: training.count, ...counts },
      preset: presetName,
      parameters: vae.parameterCount(),
      seed,
      epochs,
      adapter: adapterSummary(engine.info),
      trainSeconds: seconds,
      rule: PAPER_RULE,
      statistics,
      outcomes: {
        vae: applyRule(statistics.vae, PAPER_RULE),
        'pca-20': applyRule(statistics['pca-20'], PAPER_RULE),
        template: applyRule(statistics.template, PAPER_RULE),
      },
      losses,
      examples: IMAGE_SETS.map((set) => medianExample(set, inputs[set], predictions[set], judged[set])),
    }
  } finally {
    vae.release()
  }
}

async function eachSet<T, U>(
  sets: Record<ImageSet, T>,
  each: (value: T, set: ImageSet) => U | Promise<U>,
  counted?: () => Promise<void>,
): Promise<Record<ImageSet, U>> {
  const results = {} as Record<ImageSet, U>
  for (const set of IMAGE_SETS) {
    results[set] = await each(sets[set], set)
    await counted?.()
  }
  return results
}

function baseline(
  predictor: Predictor,
  inputs: Record<ImageSet, PatchSet>,
  counted: () => Promise<void>,
): Promise<Statistics> {
  return eachSet(inputs, (set) => nearMaximumOnHost(set, predictor(set), PAPER_RULE), counted)
}

function medianExample(set: ImageSet, inputs: PatchSet, predictions: Float32Array, judged: NearMaximum): Example {
  const order = Array.from(judged.mean.keys()).sort((a, b) => judged.mean[a] - judged.mean[b])
  const median = order[Math.floor(order.length / 2)]
  const patch = (data: Float32Array) => selectPatches({ ...inputs, data }, [median]).data
  const { size } = inputs
  return { set, size, input: patch(inputs.data), prediction: patch(predictions), heat: patch(judged.heat) }
}
