import type { AdapterSummary, Engine } from '../../kernels'
import { adapterSummary } from '../../kernels'
import { Random } from '../../nn'
import { TrainingError } from '../../errors'
import type { LongCall } from '../../progress'
import type { BulkPatches } from '../patch/bulk-patches'
import type { PatchSet } from '../patch/patches'
import { selectPatches } from '../patch/patches'
import type { Rectangle } from '../math/rectangle'
import type { Perturbation } from './augment'
import { augmenter } from './augment'
import { compilePredictor, preprocess } from './predict'
import type { Preset } from './presets'
import type { Checkpoint } from './train'
import { trainVae } from './train'
import { Vae } from './vae'

/** How a model came to be: reported beside everything it finds. */
export interface TrainingRecord {
  source: string
  /** Part of the micrograph that it learned from; null for all of it. */
  region: Rectangle | null
  patches: number
  seed: number
  epochs: number
  /** Mean loss of the last epoch, summed over the pixels of a patch. */
  loss: number
  trainSeconds: number
  adapter: AdapterSummary
}

/** A VAE that has learned bulk, with the patches that tell what it makes of it. */
export interface TrainedModel {
  engine: Engine
  vae: Vae
  training: TrainingRecord
  /** Preprocessed: what it learned from, and what it has not seen; and the latter as they came. */
  bulk: { learned: PatchSet; heldOut: PatchSet; raw: PatchSet }
}

export interface EpochPreview {
  epoch: number
  epochs: number
  loss: number
  size: number
  /** One patch that is not trained on, 0–1, and its present prediction, both [size, size]. */
  input: Float32Array
  prediction: Float32Array
}

export interface LearnOptions extends LongCall {
  seed: number
  /** The preset's own number when left out. */
  epochs?: number
  gate?: () => Promise<void> | undefined
  /** After each epoch: its loss, and the present prediction of one patch of the calibration set. */
  onEpoch?: (report: EpochPreview) => void
  /** Where to go on, and what hears of each whole epoch: see `trainVae`. */
  from?: Checkpoint
  onCheckpoint?: (checkpoint: Checkpoint) => void
  /** Told when training diverged after its first epoch: the model is then that of the last whole one. Left out, it throws. */
  onDivergence?: (error: TrainingError) => void
}

/** Of the columns of an example, standard deviations: parts of the intensity; shifts in spacings (0.04 are 0.1 Å). */
export const PERTURBATION: Perturbation = {
  shared: { intensity: 0.1, shift: 0.04 },
  own: { intensity: 0.2, shift: 0.06 },
}

/**
 * Trains a VAE on bulk. An abort ends training early and throws nothing: the model stays as it has become, and the caller,
 * who holds the signal, decides what to do with it.
 */
export async function learn(
  engine: Engine,
  { source, training, calibration, region }: BulkPatches,
  preset: Preset,
  { seed, epochs = preset.epochs, onEpoch, onDivergence, from, ...call }: LearnOptions,
): Promise<TrainedModel> {
  const started = performance.now()
  const learned = await preprocess(engine, training, preset)
  const heldOut = await preprocess(engine, calibration, preset)
  const example = new Random(seed).integer(heldOut.count)
  const input = selectPatches(heldOut, [example]).data
  const losses = [...(from?.losses ?? [])]
  const vae = new Vae(preset, seed).to(engine)
  const preview = onEpoch && (await compilePredictor(engine, vae))
  try {
    await trainVae(engine, vae, learned, {
      seed,
      epochs,
      examples: augmenter(learned, PERTURBATION, new Random(seed)),
      ...call,
      ...(from && { from }),
      onEpoch: async (epoch, loss) => {
        losses[epoch - 1] = loss
        if (!preview) return
        const { prediction } = await preview.map('preview', 1, [input])
        onEpoch({ epoch, epochs, loss, size: heldOut.size, input, prediction })
      },
    })
  } catch (error) {
    const kept = onDivergence !== undefined && losses.length > 0 && error instanceof TrainingError
    if (kept) onDivergence(error)
    else if (!call.signal?.aborted) throw error
  } finally {
    preview?.free()
  }
  return {
    engine,
    vae,
    bulk: { learned, heldOut, raw: calibration },
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
