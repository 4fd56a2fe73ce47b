import { ModelError } from '../../errors'
import type { Engine } from '../../kernels'
import type { LearnOptions, TrainingRecord } from '../model/learn'
import { learn } from '../model/learn'
import type { Preset } from '../model/presets'
import { throughLoss } from '../model/through-loss'
import type { Checkpoint } from '../model/train'
import type { Vae } from '../model/vae'
import type { TrainedOn } from '../micrograph/trained-on'
import type { RuleCalibration } from '../paper/calibrate'
import { calibrateRule } from '../paper/calibrate'
import type { PatchJudge } from '../patch-detector/calibrate'
import { calibratePatchJudge } from '../patch-detector/calibrate'
import type { BulkPatches } from '../patch/bulk-patches'

/** A trained VAE and all that it takes to judge by it: what a model file holds. */
export interface BulkModel {
  vae: Vae
  training: TrainingRecord
  /** What the paper's rule judges by. */
  paper: RuleCalibration
  /**
   * Judges patches column by column: Lacuna's own score for stacks. Null where the bulk may hold defects: p-values of patches
   * take clean bulk, and whole micrographs are searched by their own columns.
   */
  judge: PatchJudge | null
  /** The lattice it has learned, where that is known: what whole micrographs are searched by. */
  trainedOn: TrainedOn | null
}

/** What a model is made from: patches, and the lattice that they show, where it is known. */
export interface Bulk {
  patches: BulkPatches
  trainedOn: TrainedOn | null
}

export interface MakeModelOptions extends LearnOptions {
  /** Gives another device when that of the training is lost: it goes on there from its last whole epoch. Asked once. */
  reopen?: () => Promise<Engine>
  /** Takes the model off the device, where it may be lost as long as it is nowhere else; done again on another. */
  secure?: (engine: Engine, model: BulkModel) => Promise<void>
}

/** Trains a model and calibrates it for all that it may be asked to judge. As with `learn`, an abort throws nothing. */
export function makeModel(
  first: Engine,
  { patches, trainedOn }: Bulk,
  preset: Preset,
  { reopen, secure, ...options }: MakeModelOptions,
): Promise<BulkModel> {
  const started = performance.now()
  const made = async (engine: Engine, from = options.from, onCheckpoint?: (checkpoint: Checkpoint) => void) => {
    const trained = await learn(engine, patches, preset, {
      ...options,
      ...(from && { from }),
      onCheckpoint: (checkpoint) => {
        options.onCheckpoint?.(checkpoint)
        onCheckpoint?.(checkpoint)
      },
    })
    const paper = await calibrateRule(trained, patches.contaminated)
    const judge = patches.contaminated ? null : await calibratePatchJudge(trained, options.onProgress)
    const training = { ...trained.training, trainSeconds: (performance.now() - started) / 1000 }
    const model = { vae: trained.vae, training, paper, judge, trainedOn }
    await secure?.(engine, model)
    return model
  }
  return reopen ? throughLoss(first, reopen, made, options) : made(first)
}

/** What judges patches; throws a ModelError that names `source` where the model learned from micrographs that may hold defects. */
export function judgeOf({ judge, training }: BulkModel, source = training.source): PatchJudge {
  if (judge) return judge
  throw new ModelError(
    'model-patches',
    source,
    'a model of a micrograph, which may hold defects, gives patches no p-values; train on a stack of bulk patches, or ' +
      'judge by the paper’s rule (--score paper)',
  )
}
