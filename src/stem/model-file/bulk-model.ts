import { ModelError } from '../../errors'
import type { AdapterSummary, Engine } from '../../kernels'
import { adapterSummary } from '../../kernels'
import { Random } from '../../nn'
import type { LongCall } from '../../progress'
import type { PatchSet } from '../patch/patches'
import { selectPatches } from '../patch/patches'
import { compilePredictor, nearMaximumStatistic, predict, preprocess } from '../model/predict'
import type { Preset } from '../model/presets'
import type { Rectangle } from '../patch/rectangle'
import type { BulkRegion, Rule } from '../paper/rule'
import { bulkRegion, PAPER_RULE, robustBulkRegion } from '../paper/rule'
import type { calibrateColumns, ColumnJudge } from '../patch-detector/calibrate'
import { throughLoss } from '../model/through-loss'
import type { Checkpoint } from '../model/train'
import { trainVae } from '../model/train'
import type { Perturbation } from '../model/augment'
import { augmenter } from '../model/augment'
import type { TrainedOn } from '../micrograph/trained-on'
import { Vae } from '../model/vae'

/** How a model came to be: reported beside everything it finds. */
export interface TrainingRecord {
  source: string
  /** Of the micrograph, that it learned from; null for all of it. */
  region: Rectangle | null
  patches: number
  seed: number
  epochs: number
  /** Mean loss of the last epoch, summed over the pixels of a patch. */
  loss: number
  trainSeconds: number
  adapter: AdapterSummary
}

/** A trained VAE and what it knows of bulk. */
export interface BulkModel {
  vae: Vae
  training: TrainingRecord
  rule: Rule
  /** The near-maximum statistic of bulk patches that were not trained on. */
  bulkNearMaximum: Float32Array
  region: BulkRegion
  /**
   * Judges patches column by column: Lacuna's own score for stacks. Null where the bulk may hold defects: p-values of patches
   * take clean bulk, and whole micrographs are searched by their own columns.
   */
  judge: ColumnJudge | null
  /** The lattice it has learned, where that is known: what whole micrographs are searched by. */
  trainedOn: TrainedOn | null
}

/** Raw patches of bulk, 64 × 64: some to learn from, others to see how bulk scatters about the prediction. */
export interface BulkPatches {
  source: string
  training: PatchSet
  calibration: PatchSet
  /** The patches come from the micrograph to be searched, so some of them hold defects. */
  contaminated: boolean
  /** Of the micrograph, that they lie in; all of it where left out. */
  region?: Rectangle | null
  /** The lattice that they show, where it is known. */
  trainedOn?: TrainedOn | null
}

export interface LearnOptions extends LongCall {
  seed: number
  epochs?: number
  gate?: () => Promise<void> | undefined
  /** Learns to judge patches, where the bulk is clean; `calibrateColumns`, or nothing where no patches will be judged. */
  calibrate?: typeof calibrateColumns
  /** After each epoch: its loss, and the present prediction of one patch of the calibration set. */
  onEpoch?: (report: EpochPreview) => void
  /** Gives another device when that of the training is lost: it goes on there from its last whole epoch. Asked once. */
  reopen?: () => Promise<Engine>
}

export interface EpochPreview {
  epoch: number
  epochs: number
  loss: number
  size: number
  input: Float32Array
  prediction: Float32Array
}

/** Of the columns of an example, standard deviations: parts of the intensity; shifts in spacings (0.04 are 0.1 Å). */
const PERTURBATION: Perturbation = {
  shared: { intensity: 0.1, shift: 0.04 },
  own: { intensity: 0.2, shift: 0.06 },
}

/**
 * Trains and calibrates a model. An abort ends training early and throws nothing: the model is calibrated as it stands,
 * and the caller, who holds the signal, decides what to do with it.
 */
export async function learn(
  first: Engine,
  { source, training, calibration, contaminated, region = null, trainedOn = null }: BulkPatches,
  preset: Preset,
  { seed, epochs = preset.epochs, onEpoch, calibrate, reopen, ...call }: LearnOptions,
): Promise<BulkModel> {
  const started = performance.now()
  const inputs = await preprocess(first, training, preset)
  const heldOut = await preprocess(first, calibration, preset)
  const example = new Random(seed).integer(heldOut.count)
  const input = selectPatches(heldOut, [example]).data
  const losses: number[] = []
  const trained = async (engine: Engine, from?: Checkpoint, onCheckpoint?: (checkpoint: Checkpoint) => void) => {
    const vae = new Vae(preset, seed).to(engine)
    const preview = onEpoch && (await compilePredictor(engine, vae))
    try {
      await trainVae(engine, vae, inputs, {
        seed,
        epochs,
        examples: augmenter(inputs, PERTURBATION, new Random(seed)),
        ...call,
        ...(from && { from }),
        ...(onCheckpoint && { onCheckpoint }),
        onEpoch: async (epoch, loss) => {
          losses[epoch - 1] = loss
          if (!preview) return
          const { prediction } = await preview.map('preview', 1, [input])
          onEpoch({ epoch, epochs, loss, size: heldOut.size, input, prediction })
        },
      })
    } catch (error) {
      if (!call.signal?.aborted) throw error
    } finally {
      preview?.free()
    }
    const predictions = await predict(engine, vae, heldOut)
    const { mean } = await nearMaximumStatistic(engine, heldOut, predictions, PAPER_RULE)
    return { engine, vae, mean }
  }
  const { engine, vae, mean } = await (reopen ? throughLoss(first, reopen, trained, call) : trained(first))
  const judge =
    contaminated || !calibrate ? null : await calibrate(engine, vae, inputs, heldOut, calibration, call.onProgress)
  return {
    vae,
    rule: PAPER_RULE,
    bulkNearMaximum: mean,
    judge,
    trainedOn,
    region: (contaminated ? robustBulkRegion : bulkRegion)(mean, PAPER_RULE.sigmas),
    training: {
      source,
      region,
      patches: training.count,
      seed,
      epochs: losses.length,
      loss: losses.at(-1) ?? NaN,
      trainSeconds: (performance.now() - started) / 1000,
      adapter: adapterSummary(engine.info),
    },
  }
}

/** What judges patches; throws a ModelError that names `source` where the model learned from micrographs that may hold defects. */
export function judgeOf({ judge, training }: BulkModel, source = training.source): ColumnJudge {
  if (judge) return judge
  throw new ModelError(
    'model-patches',
    source,
    'a model of a micrograph, which may hold defects, gives patches no p-values; train on a stack of bulk patches, or ' +
      'judge by the paper’s rule (--score paper)',
  )
}
